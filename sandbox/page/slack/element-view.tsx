import type { ActionsBlockElement, InputBlockElement, SectionBlockAccessory } from '@slack/types';
import type { ElementProps } from './element-props.ts';
import { ButtonView, WorkflowButtonView } from './button.tsx';
import { OverflowView } from './overflow.tsx';
import { ImageView } from './image-view.tsx';
import { DateField, TextField } from './text-field.tsx';
import { MultiSelectField, OptionsField, SelectField } from './choice-field.tsx';

type Element = ActionsBlockElement | SectionBlockAccessory | InputBlockElement;

export function ElementView(props: ElementProps<Element>) {
  const { element, surface, block } = props;
  switch (element.type) {
    case 'button':
      return <ButtonView button={element} surface={surface} block={block} />;
    case 'workflow_button':
      return <WorkflowButtonView button={element} />;
    case 'overflow':
      return <OverflowView element={element} surface={surface} block={block} />;
    case 'image':
      return <ImageView image={element} class="accessory-image" />;
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return <TextField {...props} element={element} />;
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return <DateField {...props} element={element} />;
    case 'static_select':
    case 'users_select':
    case 'channels_select':
    case 'conversations_select':
    case 'external_select':
      return <SelectField {...props} element={element} />;
    case 'multi_static_select':
    case 'multi_users_select':
    case 'multi_channels_select':
    case 'multi_conversations_select':
    case 'multi_external_select':
      return <MultiSelectField {...props} element={element} />;
    case 'radio_buttons':
    case 'checkboxes':
      return <OptionsField {...props} element={element} />;
    default:
      return <span class="unknown-block">This page cannot draw a {element.type}.</span>;
  }
}
