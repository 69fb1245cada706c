export { DeviceForm } from './DeviceForm';
export { DriverChoice } from './DriverChoice';
export {
  differences,
  equipmentOf,
  freshId,
  keptSecret,
  usesOf,
  withDevice,
  withItem,
  without,
  type Difference,
} from './equipment';
export { Field } from './Field';
export { JsonBox } from './JsonBox';
export { Refusal } from './Refusal';
export { RuleForm } from './RuleForm';
export { newDevice } from './rules';
export { SceneForm } from './SceneForm';
export { firstValue, newCondition, newStep } from './steps';
export * from './types';
export { useEquipmentWords, type EquipmentWords } from './useEquipmentWords';
export { ValueInput } from './ValueInput';
export { WireLog } from './WireLog';
export { asText, clockOf, shownPieces, spacedHex, withPieces, type TracedPiece } from './wirePieces';
