"""The files under `/data/`: the API's answers as tables, for spreadsheets, notebooks and chart tools."""

from api.data.routes import data_routes as data_routes
