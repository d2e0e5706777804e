"""GraphQL alone: types, arguments, resolvers, data loaders. It asks `db` and knows nothing of HTTP."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema import words as words
from schema.agreements import Agreement
from schema.context import Catalogues as Catalogues
from schema.context import Context as Context
from schema.facilities import Facility
from schema.jurisdictions import Jurisdiction
from schema.methods import Methods as Methods
from schema.query import Query
from schema.scalars import SCALARS
from schema.sources import Source
from schema.statements import Claim, Record
from schema.version import DESCRIPTION

schema = strawberry.Schema(
    query=Query,
    types=[Jurisdiction, Facility, Agreement, Record, Claim, Source],
    config=StrawberryConfig(scalar_map=SCALARS),
)

# Strawberry has no argument for it.
schema._schema.description = DESCRIPTION
