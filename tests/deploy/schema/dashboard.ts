// A dashboard as its JSON has it, in the types that Grafana publishes: an unknown key, a missing one or a wrong value
// does not compile. Panels are told apart by their type, and each has its own options.
import type * as grafana from '@grafana/schema';
import type * as stat from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as statetimeline from '@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen';
import type * as statushistory from '@grafana/schema/dist/esm/raw/composable/statushistory/panelcfg/x/StatusHistoryPanelCfg_types.gen';
import type * as table from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type * as timeseries from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

/** JSON writes the value of an enum, where the types have its name. */
type Json<T> = T extends string ? `${T}`
    : T extends number | boolean | null | undefined ? T
    : T extends (infer Item)[] ? Json<Item>[]
    : T extends object ? { [Key in keyof T]: Json<T[Key]> }
    : T;

/** As Grafana's list of units names them, or a word of ours behind the number. */
type Unit = 'bytes' | 'celsius' | 'cps' | 'dateTimeAsIso' | 'kwatth' | 'none' | 'percent' | 'percentunit' | 's' | 'watt'
    | 'watth' | `suffix: ${string}`;

interface Query {
    datasource: grafana.DataSourceRef;
    editorMode: 'code' | 'builder';
    expr: string;
    format?: 'time_series' | 'table' | 'heatmap';
    instant: boolean;
    legendFormat: string;
    range: boolean;
    refId: string;
}

interface Organize {
    id: 'organize';
    options: {
        excludeByName: Record<string, boolean>;
        includeByName: Record<string, boolean>;
        indexByName: Record<string, number>;
        renameByName: Record<string, string>;
    };
}

interface Merge {
    id: 'merge';
    options: Record<string, never>;
}

/** What the published type leaves open is filled in, and what every panel of ours has is required. */
interface PanelOf<Type extends string, Options, Custom>
    extends Omit<grafana.Panel, 'type' | 'options' | 'fieldConfig' | 'targets' | 'transformations'> {
    type: Type;
    title: string;
    description: string;
    datasource: grafana.DataSourceRef;
    gridPos: grafana.GridPos;
    id: number;
    options: Options;
    fieldConfig: Omit<grafana.FieldConfigSource, 'defaults'> & {
        defaults: Omit<grafana.FieldConfig, 'custom'> & { unit: Unit; custom?: Partial<Custom> };
    };
    targets: Query[];
    transformations?: (Merge | Organize)[];
}

type Panel =
    | PanelOf<'stat', stat.Options, never>
    | PanelOf<'state-timeline', statetimeline.Options, statetimeline.FieldConfig>
    | PanelOf<'status-history', statushistory.Options, statushistory.FieldConfig>
    | PanelOf<'table', table.Options, table.FieldConfig>
    | PanelOf<'timeseries', timeseries.Options, timeseries.FieldConfig>;

/** The published type leaves out what a data source adds to its annotations. */
type Annotation = grafana.AnnotationQuery & {
    expr?: string;
    step?: string;
    tagKeys?: string;
    titleFormat?: string;
};

export type Dashboard = Json<
    Omit<grafana.Dashboard, 'panels' | 'annotations'> & {
        annotations: { list: Annotation[] };
        panels: (Panel | grafana.RowPanel)[];
        title: string;
        uid: string;
        description: string;
    }
>;
