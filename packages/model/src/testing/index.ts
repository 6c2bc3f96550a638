export { describeNetwork, type TestedNetwork } from './describe-network.ts';
