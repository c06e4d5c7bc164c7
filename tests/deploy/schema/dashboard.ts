// The JSON of a dashboard in the types that Grafana publishes: an unknown key, a missing key or a wrong value does not
// compile. Panels are distinguished by their type, and each type has its own options.
import type * as grafana from '@grafana/schema';
import type * as bargauge from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen';
import type * as stat from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as statetimeline from '@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen';
import type * as table from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type * as timeseries from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

/** JSON contains the values of enums, the types their names. */
type Json<T> = T extends string ? `${T}`
    : T extends number | boolean | null | undefined ? T
    : T extends (infer Item)[] ? Json<Item>[]
    : T extends object ? { [Key in keyof T]: Json<T[Key]> }
    : T;

/** Names from Grafana's list of units, or a custom suffix. */
type Unit = 'bytes' | 'celsius' | 'Bps' | 'cps' | 'dateTimeAsIso' | 'dateTimeFromNow' | 'joule' | 'kwatth' | 'none' | 'percent'
    | 'percentunit' | 's' | 'watt' | 'watth' | `suffix: ${string}`;

interface Query {
    datasource: grafana.DataSourceRef;
    editorMode: 'code' | 'builder';
    expr: string;
    format?: 'time_series' | 'table' | 'heatmap';
    instant: boolean;
    /** The minimum step. Steps of a day begin at midnight in the time zone of the dashboard. */
    interval?: string;
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

/** Completes the published type, and requires the properties that every panel must have. */
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
    | PanelOf<'bargauge', bargauge.Options, never>
    | PanelOf<'stat', stat.Options, never>
    | PanelOf<'state-timeline', statetimeline.Options, statetimeline.FieldConfig>
    | PanelOf<'table', table.Options, table.FieldConfig>
    | PanelOf<'timeseries', timeseries.Options, timeseries.FieldConfig>;

/** A row, with our types for the panels in it. */
interface Row extends Omit<grafana.RowPanel, 'panels'> {
    panels: Panel[];
}

/** The published type does not contain the properties that a data source adds to its annotations. */
type Annotation = grafana.AnnotationQuery & {
    expr?: string;
    step?: string;
    tagKeys?: string;
    titleFormat?: string;
};

export type Dashboard = Json<
    Omit<grafana.Dashboard, 'panels' | 'annotations'> & {
        annotations: { list: Annotation[] };
        panels: (Panel | Row)[];
        title: string;
        uid: string;
        description: string;
    }
>;
