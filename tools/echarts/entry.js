export { init, use } from "echarts/core";
import { use } from "echarts/core";
import { BarChart, LineChart } from "echarts/charts";
import {
  AriaComponent,
  GridComponent,
  TooltipComponent,
} from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

use([
  AriaComponent,
  BarChart,
  GridComponent,
  LineChart,
  SVGRenderer,
  TooltipComponent,
]);
