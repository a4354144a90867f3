"""How the page looks: a printed page, by day and by night, from fonts that the reader's machine has."""

import gradio as gr

__all__ = ["CSS", "page_theme"]

# The colours of the site (web/static/base.css).
_PAPER, _SHEET, _INK, _FADED, _RULE = "#faf7f1", "#fffdf9", "#211c17", "#635a50", "#ddd5c7"
_NIGHT, _NIGHT_SHEET, _NIGHT_INK, _NIGHT_FADED, _NIGHT_RULE = "#171513", "#1f1c19", "#ece5d9", "#b1a799", "#3b352f"
_ACCENT = gr.themes.Color(
    *("#fbf3f1", "#f5e2de", "#eba596", "#d98d7d", "#b8574b", "#8f3b34", "#7a2a24", "#5f1f1a", "#4a1814", "#37120f"),
    "#241210",
    name="oxblood",
)
_STONE = gr.themes.Color(
    *("#fffdf9", "#faf7f1", "#f1ebe0", "#ddd5c7", "#b1a799", "#857a6c", "#635a50", "#4a423a", "#36302a", "#1f1c19"),
    "#171513",
    name="stone",
)
_SERIF = "'Iowan Old Style', 'Palatino Linotype', Palatino, P052, 'Book Antiqua', Georgia, 'Noto Serif', serif"

CSS = f"""
.gradio-container h1, .gradio-container h2, .gradio-container h3 {{ font-family: {_SERIF}; font-weight: 600; }}
.gradio-container h1 {{ font-size: 2.1rem; margin: .4rem 0 .2rem; }}
.gradio-container h2 {{ font-size: 1.25rem; margin: .8rem 0 .2rem; }}
.bg-palette ol, .bg-palette ul, .bg-notes {{ list-style: none; margin: 0; padding: 0; }}
.bg-palette ol li {{ display: grid; grid-template-columns: 2.6rem 3rem 12.5rem 1fr; gap: .2rem .7rem;
  align-items: center; padding: .25rem 0; border-bottom: 1px solid var(--border-color-primary); }}
.bg-patch, .bg-chip {{ display: inline-block; height: 1.7rem; border-radius: 3px;
  border: 1px solid var(--border-color-primary); }}
.bg-share {{ font-variant-numeric: tabular-nums; text-align: right; }}
.bg-why, .bg-notes, .bg-palette p {{ color: var(--body-text-color-subdued); font-size: .875rem; }}
.bg-shortlist ol {{ list-style: decimal inside; margin: 0; padding: 0; font-size: 1.15rem; line-height: 1.7; }}
.bg-shortlist span {{ color: var(--body-text-color-subdued); font-variant-numeric: tabular-nums; }}
.bg-comparison {{ overflow-x: auto; }}
.bg-comparison table {{ border-collapse: collapse; }}
.bg-comparison th, .bg-comparison td {{ text-align: left; padding: .2rem .8rem .2rem 0;
  border-bottom: 1px solid var(--border-color-primary); }}
.bg-comparison h3 {{ font-size: 1rem; margin: .9rem 0 .3rem; }}
.bg-check ul {{ list-style: none; margin: 0; padding: 0; }}
.bg-check .bg-patch {{ width: 3rem; vertical-align: middle; }}
.bg-palette h3 {{ font-size: 1rem; margin: .9rem 0 .3rem; }}
.bg-working {{ display: flex; flex-wrap: wrap; gap: .4rem 1.4rem; }}
.bg-chip {{ width: 2.6rem; text-align: center; font-family: {_SERIF}; vertical-align: middle; line-height: 1.6rem; }}
.bg-barcode {{ width: 100%; height: auto; display: block; border-radius: 3px; }}
.bg-cover {{ width: 100%; max-width: 24rem; height: auto; margin: 0 auto; display: block;
  box-shadow: 0 2px 14px rgb(0 0 0 / .25); }}
#sentences .textfield, #words .textfield {{ word-break: normal; overflow-wrap: anywhere; line-height: 1.9; }}
#sentences .text, #words .text {{ white-space: pre-wrap; }}
@media (max-width: 40rem) {{
  .bg-palette ol li {{ grid-template-columns: 2.6rem 3rem 1fr; }}
  .bg-why {{ grid-column: 1 / -1; }}
}}
"""


_BY_DAY_AND_NIGHT = {
    "body_background_fill": (_PAPER, _NIGHT),
    "body_text_color": (_INK, _NIGHT_INK),
    "body_text_color_subdued": (_FADED, _NIGHT_FADED),
    "background_fill_primary": (_SHEET, _NIGHT_SHEET),
    "background_fill_secondary": (_PAPER, _NIGHT),
    "border_color_primary": (_RULE, _NIGHT_RULE),
    "block_background_fill": (_SHEET, _NIGHT_SHEET),
    "block_label_text_color": (_FADED, _NIGHT_FADED),
    "block_info_text_color": (_FADED, _NIGHT_FADED),
    "input_background_fill": ("#ffffff", _NIGHT),
    "input_placeholder_color": ("#7a6f62", "#a3988a"),
    "button_primary_background_fill": ("*primary_600", "*primary_600"),
    "button_primary_background_fill_hover": ("*primary_700", "*primary_700"),
    "button_primary_text_color": ("#ffffff", "#ffffff"),
}


def page_theme() -> gr.themes.Base:
    """Return the theme: warm paper and dark ink, one accent; no font is fetched from anywhere."""
    theme = gr.themes.Base(
        primary_hue=_ACCENT,
        secondary_hue=_ACCENT,
        neutral_hue=_STONE,
        radius_size=gr.themes.sizes.radius_sm,
        font=["system-ui", "-apple-system", "Segoe UI", "Noto Sans", "Liberation Sans", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "DejaVu Sans Mono", "monospace"],
    )
    colours = {name: day for name, (day, _) in _BY_DAY_AND_NIGHT.items()}
    colours |= {f"{name}_dark": night for name, (_, night) in _BY_DAY_AND_NIGHT.items()}
    return theme.set(button_large_text_weight="600", **colours)
