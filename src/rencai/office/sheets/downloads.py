"""A table as the answer to a request."""

from __future__ import annotations

from collections.abc import Sequence
from tempfile import TemporaryFile

from django.http import FileResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from rencai.office.sheets.writing import Batches, Kind, as_csv, as_parquet, write_xlsx

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def download(
    name: str, suffix: str, headings: Sequence[str], kinds: Sequence[Kind], batches: Batches
) -> StreamingHttpResponse:
    """The file `name`.`suffix`, of one of the MEDIA_TYPES. CSV and Parquet begin before the last row is read.

    Raises:
        KeyError: there is no such kind of file.
        TooManyRows: XLSX cannot hold them all.
    """
    media_type = MEDIA_TYPES[suffix]
    if suffix == "xlsx":
        file = TemporaryFile()  # noqa: SIM115 - the response closes it
        write_xlsx(file, headings, kinds, batches)
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=f"{name}.{suffix}", content_type=media_type)
    write = as_csv if suffix == "csv" else as_parquet
    response = StreamingHttpResponse(write(headings, kinds, batches), content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{suffix}") or ""
    return response
