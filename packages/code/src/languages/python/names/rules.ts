import {
  asPatternRule,
  assignmentRule,
  augmentedAssignmentRule,
  comprehension,
  exceptRule,
  featureRule,
  forInClauseRule,
  forRule,
  importRule,
  namedExpressionRule,
  whileRule,
} from './binding-rules.ts';
import {
  classRule,
  constrainedTypeRule,
  functionRule,
  parameterRule,
  typeAliasRule,
  typeParametersRule,
} from './definition-rules.ts';
import type { NodeRule, Role } from './roles.ts';

/** All identifiers right below have one role. */
const childrenAre = (role: Role): NodeRule => ({
  enter: (frame) => {
    frame.role = role;
  },
});

const passOverFirst: NodeRule = {
  child(frame) {
    if (frame.seen) return undefined;
    frame.seen = true;
    return 'skip';
  },
};

const passOverAllButFirst: NodeRule = {
  child(frame) {
    frame.isDone = true;
    return undefined;
  },
};

/** The node types of tree-sitter-python in which identifiers are more than loads. */
export const RULES: ReadonlyMap<string, NodeRule> = new Map(
  Object.entries({
    ERROR: childrenAre('unclear'),
    aliased_import: passOverFirst,
    as_pattern: asPatternRule,
    assignment: assignmentRule,
    attribute: passOverAllButFirst,
    augmented_assignment: augmentedAssignmentRule,
    case_pattern: childrenAre('pattern'),
    class_definition: classRule,
    class_pattern: {
      child(_frame, context, { type }) {
        if (type === 'dotted_name') context.role = 'load';
        return undefined;
      },
    },
    constrained_type: constrainedTypeRule,
    default_parameter: parameterRule,
    delete_statement: childrenAre('delete'),
    dictionary_comprehension: comprehension('comprehension'),
    except_clause: exceptRule,
    for_in_clause: forInClauseRule,
    for_statement: forRule,
    function_definition: functionRule,
    future_import_statement: featureRule,
    generator_expression: comprehension('generator'),
    global_statement: childrenAre('global'),
    import_from_statement: importRule,
    import_statement: importRule,
    keyword_argument: passOverFirst,
    keyword_pattern: passOverFirst,
    lambda: functionRule,
    list_comprehension: comprehension('comprehension'),
    member_type: passOverAllButFirst,
    named_expression: namedExpressionRule,
    nonlocal_statement: childrenAre('nonlocal'),
    set_comprehension: comprehension('comprehension'),
    type_alias_statement: typeAliasRule,
    type_parameter: typeParametersRule,
    typed_default_parameter: parameterRule,
    typed_parameter: parameterRule,
    while_statement: whileRule,
  } satisfies Record<string, NodeRule>),
);
