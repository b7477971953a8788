/** The file, in the user's data folder of Imp, in which the panel names its newest pictures for agents on this machine. */
export const PANEL_PICTURES_FILE = 'panel-pictures.json';
