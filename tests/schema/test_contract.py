"""Every name that the contract gives to clients is there, with the type that it says."""

from pathlib import Path

import pytest
from graphql import (
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    ObjectTypeDefinitionNode,
    build_schema,
    parse,
    print_ast,
)

from schema import schema

OURS = build_schema(schema.as_str())

# The words of the design, group by group, as they stand there.
MEMBERS = {
    "DetainerForm": "I_247 I_247A I_247D I_247N I_247X I_247G OTHER",
    "Outcome": "PICKED_UP DECLINED_BY_AGENCY NOTICE_FAILURE LEFT_CUSTODY ICE_DID_NOT_PURSUE ADMINISTRATIVE DIED "
    "NOT_RECORDED OTHER",
    "Custody": "STATE_PRISON COUNTY_JAIL CITY_LOCKUP REGIONAL_JAIL FEDERAL ICE JUVENILE TRIBAL HOSPITAL OTHER ALL",
    "AgreementModel": "JAIL_ENFORCEMENT WARRANT_SERVICE TASK_FORCE TRIBAL",
    "StanceValue": "REQUIRED PERMITTED LIMITED PROHIBITED UNKNOWN",
    "Qualifier": "EXACT APPROXIMATE AT_LEAST MORE_THAN AT_MOST LESS_THAN",
    "FigureStatus": "REPORTED DERIVED SUPPRESSED NOT_COLLECTED NOT_BROKEN_DOWN NOT_RELEASED NOT_APPLICABLE",
    "RateDefinition": "PICKUP_OF_ISSUED PICKUP_OF_RESOLVED PICKUP_OF_PICKED_UP_OR_DECLINED "
    "PICKUP_OF_RELEASED_WITH_DETAINER DECLINED_OF_ISSUED DECLINED_OF_RESOLVED",
    "Verdict": "CONSISTENT CONTRADICTED NOT_COMPARABLE UNCHECKED",
    "Axis": "JURISDICTION CUSTODY MEASURE KIND PERIOD DEFINITION SOURCE",
    "CitationStyle": "APA BIBTEX CSL_JSON",
    "OrderDirection": "ASC DESC",
}


def test_every_type_field_argument_and_member_of_the_contract_is_there(contract: Path) -> None:
    wrong = []
    definitions = parse(contract.read_text(encoding="utf-8")).definitions
    for definition in definitions:
        if isinstance(definition, EnumTypeDefinitionNode):
            ours = OURS.type_map.get(definition.name.value)
            members = {value.name.value for value in definition.values or ()}
            if not isinstance(ours, GraphQLEnumType) or members - ours.values.keys():
                wrong.append(f"enum {definition.name.value}")
        elif isinstance(definition, ObjectTypeDefinitionNode | InputObjectTypeDefinitionNode):
            wrong += differences(definition)
    assert len(definitions) > 30, "the contract was read"
    assert wrong == []


def differences(definition: ObjectTypeDefinitionNode | InputObjectTypeDefinitionNode) -> list[str]:
    """What one type of the contract has and ours has not, or has otherwise."""
    name = definition.name.value
    ours = OURS.type_map.get(name)
    if not isinstance(ours, GraphQLObjectType | GraphQLInputObjectType):
        return [name]
    if isinstance(definition, ObjectTypeDefinitionNode):
        assert isinstance(ours, GraphQLObjectType)
        interfaces = {interface.name for interface in ours.interfaces}
        wrong = [
            f"{name} implements {i.name.value}"
            for i in definition.interfaces or ()
            if i.name.value not in interfaces
        ]
        for field in definition.fields or ():
            wrong += field_differences(name, field, ours)
        return wrong
    assert isinstance(ours, GraphQLInputObjectType)
    one_of = {directive.name.value for directive in definition.directives or ()} == {"oneOf"}
    return [f"{name} @oneOf"] * (one_of != ours.is_one_of) + [
        f"{name}.{given.name.value}: {print_ast(given.type)}"
        for given in definition.fields or ()
        if given.name.value not in ours.fields
        or str(ours.fields[given.name.value].type) != print_ast(given.type)
    ]


def field_differences(type_name: str, field: FieldDefinitionNode, ours: GraphQLObjectType) -> list[str]:
    """A field that is missing or of another type, and its arguments likewise."""
    name = f"{type_name}.{field.name.value}"
    found = ours.fields.get(field.name.value)
    if found is None:
        return [name]
    wrong = [] if str(found.type) == print_ast(field.type) else [f"{name}: {print_ast(field.type)}"]

    def differs(argument: InputValueDefinitionNode) -> bool:
        own = found.args.get(argument.name.value)
        return own is None or str(own.type) != print_ast(argument.type)

    asked = {argument.name.value for argument in field.arguments or ()}
    demanded = [
        n for n, argument in found.args.items() if n not in asked and str(argument.type).endswith("!")
    ]
    return (
        wrong
        + [f"{name}({a.name.value}: {print_ast(a.type)})" for a in field.arguments or () if differs(a)]
        + [f"{name} demands {argument}, which the contract does not know" for argument in demanded]
    )


@pytest.mark.parametrize("name", MEMBERS)
def test_the_members_of_an_enum_are_those_of_the_design(name: str) -> None:
    found = OURS.type_map[name]
    assert isinstance(found, GraphQLEnumType)
    assert sorted(found.values) == sorted(MEMBERS[name].split())


def test_connections_have_edges_nodes_page_info_and_a_count() -> None:
    connections = [t for n, t in OURS.type_map.items() if n.endswith("Connection")]
    assert len(connections) >= 8
    for connection in connections:
        assert isinstance(connection, GraphQLObjectType)
        node = connection.name.removesuffix("Connection")
        assert {name: str(field.type) for name, field in connection.fields.items()} == {
            "edges": f"[{node}Edge!]!",
            "nodes": f"[{node}!]!",
            "pageInfo": "PageInfo!",
            "totalCount": "Int!",
        }
        edge = OURS.type_map[f"{node}Edge"]
        assert isinstance(edge, GraphQLObjectType)
        assert {name: str(field.type) for name, field in edge.fields.items()} == {
            "node": f"{node}!",
            "cursor": "String!",
        }


def test_a_node_is_whatever_has_a_global_id() -> None:
    node = OURS.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    assert {each.name for each in OURS.get_possible_types(node)} >= {
        "Jurisdiction",
        "Facility",
        "Agreement",
        "Record",
        "Claim",
        "Source",
    }
