# The site and its API. How this file was checked where no container engine runs: docs/deploy.md.
FROM python:3.11-slim AS build
WORKDIR /app/source
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY src ./src
RUN python -m venv /app/environment \
    && /app/environment/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
        --constraint constraints.txt '.[web,redis]'

FROM python:3.11-slim
WORKDIR /app
COPY --from=build /app/environment /app/environment
COPY gunicorn.conf.py ./
ENV PATH=/app/environment/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    BOOKGENRE_HOST=0.0.0.0 \
    BOOKGENRE_PORT=8000
# A number, so that no user has to be made, and a cluster can see that it is not root.
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-m", "bookgenre.web.probe"]
CMD ["gunicorn", "--config", "gunicorn.conf.py"]
