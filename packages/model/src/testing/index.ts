export {
  describeNetwork,
  type Expectation,
  type TestedNetwork,
  type TestRunner,
} from './describe-network.ts';
