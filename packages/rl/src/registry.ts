export { policyRules } from "./loops/create-policy";
