"""Any list as CSV, XLSX or Parquet, streamed."""
