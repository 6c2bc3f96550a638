export { describeNetwork, type TestedNetwork, type TestRunner } from './describe-network.ts';
