# Writes the rate of each place under one definition as CSV, with its bounds and its source: httr2 and jsonlite.
#
#   apt-get install r-base-core r-cran-httr2 r-cran-jsonlite
#   Rscript rates.R http://127.0.0.1:8000 2025 CA-CDCR MN-DOC MN > rates.csv

library(httr2)

query <- '
  query Rates($codes: [String!]!, $year: Int!) {
    compare(
      codes: $codes
      period: { calendarYear: $year }
      definition: PICKUP_OF_RELEASED_WITH_DETAINER
    ) {
      comparable
      explanation
      rows {
        jurisdiction { code name }
        rate { value lower upper qualifier status source { title url } }
      }
    }
  }
'

# The data of an answer. A busy server says how long to wait, and httr2 waits; any error ends with the server's sentences.
ask <- function(server, query, variables) {
  answer <- request(server) |>
    req_url_path_append("graphql") |>
    req_body_json(list(query = query, variables = variables), digits = NA) |>
    req_retry(max_tries = 4) |>
    req_error(is_error = function(response) !grepl("json", resp_content_type(response))) |>
    req_perform() |>
    resp_body_json(check_type = FALSE, simplifyVector = TRUE, flatten = TRUE)
  if (!is.null(answer$errors)) stop(paste(answer$errors$message, collapse = "\n"), call. = FALSE)
  answer$data
}

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) < 4) stop("usage: Rscript rates.R <server> <year> <code> <code>...", call. = FALSE)

comparison <- ask(
  arguments[[1]], query,
  list(codes = arguments[-(1:2)], year = as.integer(arguments[[2]]))
)$compare
message(comparison$explanation)
write.csv(comparison$rows, row.names = FALSE, na = "")
