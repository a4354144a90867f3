"""Files of XML that hold a record per element, such as feeds: in bounded memory, byte for byte, whatever is broken."""
