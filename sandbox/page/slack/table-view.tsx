import type { TableBlock } from '@slack/types';
import { parseRichText } from '../text/rich-text.ts';
import { TextBlocks } from '../text/text-view.tsx';

type Cell = TableBlock['rows'][number][number];

export function TableView({ table }: { readonly table: TableBlock }) {
  const [head, ...body] = table.rows;
  const align = (column: number) => table.column_settings?.[column]?.align ?? 'left';
  return (
    <div class="block-table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head?.map((cell, column) => (
              <th key={column} scope="col" style={{ textAlign: align(column) }}>
                <CellView cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} style={{ textAlign: align(column) }}>
                  <CellView cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CellView({ cell }: { readonly cell: Cell }) {
  return cell.type === 'rich_text' ? <TextBlocks blocks={parseRichText(cell)} /> : <>{cell.text}</>;
}
