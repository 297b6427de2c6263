/** Static rows that both versions share. Source: "EnumAttribute" and "EnumValue" tables of the 2013 schema. */

export const ENUM_ATTRIBUTES = [
  { attributeID: 1, attributeName: 'Visibility' },
  { attributeID: 2, attributeName: 'Behavior' },
] as const;

export const LEGACY_ENUM_VALUES = [
  { valueID: 2, attributeID: 1, attributeValue: 'private' },
  { valueID: 3, attributeID: 1, attributeValue: 'scope' },
  { valueID: 4, attributeID: 2, attributeValue: 'normal' },
  { valueID: 5, attributeID: 2, attributeValue: 'auditorium' },
] as const;

/** 2013 adds the open room. */
export const CURRENT_ENUM_VALUES = [
  ...LEGACY_ENUM_VALUES,
  { valueID: 6, attributeID: 1, attributeValue: 'open' },
] as const;
