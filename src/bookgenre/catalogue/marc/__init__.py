"""MARC 21 records of libraries: their structure, their character sets, and what is read from and added to them."""
