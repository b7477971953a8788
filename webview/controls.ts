/**
 * The one file that knows @vscode/webview-ui-toolkit (archived by its authors): which controls are registered, so that the
 * rest says `<vscode-button>` and does not care who draws it. Text fields, check boxes and selects are native elements:
 * the toolkit's keep their input in a shadow root, where labels and paste events do not reach it.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeBadge,
  vsCodeButton,
  vsCodeProgressRing,
  vsCodeTag,
} from '@vscode/webview-ui-toolkit';

export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeBadge(), vsCodeButton(), vsCodeProgressRing(), vsCodeTag());
}
