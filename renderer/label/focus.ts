/** The field with the name of the selected label, for the key that goes there. */
let field: HTMLInputElement | null = null;

export function setNameField(next: HTMLInputElement | null): void {
  field = next;
}

/** False while no label is selected: there is no field. */
export function focusName(): boolean {
  field?.focus();
  field?.select();
  return field !== null;
}
