"""Tables in files: CSV, XLSX and Parquet, read and written without ever holding one in memory as a whole."""
