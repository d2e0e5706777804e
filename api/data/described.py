"""What the tables are, for machines: CSV on the Web, a Frictionless data package, and our own list in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.data.catalogue import TABLES
from api.data.columns import Column, Type
from api.data.formats import STREAMED
from api.data.parameters import Parameter
from api.data.tables import Table
from db.read.catalogue import Catalogue, Revision

TITLE = "Handover: U.S. immigration-enforcement statistics"
SUMMARY = (
    "Detainers, releases, pickup rates, claims, 287(g) agreements and policies, each number with its source. "
    "Numbers are counts from public records; `source` says which."
)
ENDINGS = (*STREAMED, "parquet")

CSVW_TYPES = {Type.TEXT: "string", Type.INTEGER: "integer", Type.NUMBER: "double", Type.DATE: "date"}
"""https://www.w3.org/TR/tabular-metadata/#datatypes"""

FRICTIONLESS_TYPES = {Type.TEXT: "string", Type.INTEGER: "integer", Type.NUMBER: "number", Type.DATE: "date"}
"""https://datapackage.org/standard/table-schema/#field-types"""


def csvw(table: Table[Any], query: str) -> dict[str, Any]:
    """The metadata of one CSV file, as CSV on the Web has it. https://www.w3.org/TR/tabular-metadata/"""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": f"{table.name}.csv{query}",
        "dc:title": table.title,
        "dc:description": table.description,
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "tableSchema": {
            "columns": [
                {
                    "name": column.name,
                    "titles": column.name,
                    "datatype": _csvw_type(column),
                    "dc:description": column.description,
                    "required": column.name in table.key,
                }
                for column in table.columns
            ],
            "primaryKey": list(table.key),
        },
    }


def _csvw_type(column: Column[Any]) -> str | dict[str, str]:
    if column.words is None:
        return CSVW_TYPES[column.kind]
    return {"base": "string", "format": "|".join(column.words)}


def data_package(catalogue: Catalogue, query: str) -> dict[str, Any]:
    """Every table as a Frictionless data package. https://datapackage.org/standard/data-package/"""
    revision = catalogue.revision
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "handover",
        "title": TITLE,
        "description": SUMMARY,
        "version": f"{revision.number}.0.0",
        "created": revision.published_at.isoformat(),
        "sources": [
            {"title": source.title, "path": source.url} if source.url else {"title": source.title}
            for source in catalogue.sources.values()
        ],
        "resources": [
            {
                "name": table.name,
                "type": "table",
                "path": f"{table.name}.csv{query}",
                "title": table.title,
                "description": table.description,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
                    "fields": [_field(table, column) for column in table.columns],
                    "primaryKey": list(table.key),
                    "missingValues": [""],
                },
            }
            for table in TABLES.values()
        ],
    }


def _field(table: Table[Any], column: Column[Any]) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.name in table.key:
        constraints["required"] = True
    if column.words is not None:
        constraints["enum"] = list(column.words.__members__)
    told = {
        "name": column.name,
        "type": FRICTIONLESS_TYPES[column.kind],
        "description": column.description,
    }
    return {**told, "constraints": constraints} if constraints else told


def listing(revision: Revision, address: str, query: str) -> dict[str, Any]:
    """Every table with its files, parameters and columns. `address` is that of `/data/`."""
    return {
        "title": TITLE,
        "description": SUMMARY,
        "revision": {"number": revision.number, "publishedAt": revision.published_at.isoformat()},
        "dataPackage": f"{address}datapackage.json{query}",
        "tables": [
            {
                "name": table.name,
                "title": table.title,
                "description": table.description,
                "files": {ending: f"{address}{table.name}.{ending}{query}" for ending in ENDINGS},
                "metadata": f"{address}{table.name}.csv-metadata.json{query}",
                "key": list(table.key),
                "parameters": [_parameter(parameter) for parameter in table.parameters],
                "columns": [_column(column) for column in table.columns],
            }
            for table in TABLES.values()
        ],
    }


def _parameter(parameter: Parameter) -> Mapping[str, object]:
    return {
        "name": parameter.name,
        "description": parameter.description,
        "example": parameter.example,
        "many": parameter.many,
        "accepted": list(parameter.words.__members__) if parameter.words else None,
    }


def _column(column: Column[Any]) -> Mapping[str, object]:
    return {
        "name": column.name,
        "type": column.kind.value,
        "description": column.description,
        "words": list(column.words.__members__) if column.words else None,
    }
