using System.Globalization;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Imports;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Assets;

/// <summary>What one row of a file says; the places by their names, empty where nothing is said.</summary>
internal sealed record AssetSheetRow(TableRow Row, AssetFields Fields, AssetState State, string Region, string School, string Room);

/// <summary>From a table's rows to assets; every cell that is wrong is named. An exported table has the same columns. Pure.</summary>
internal static class AssetSheet
{
    /// <summary>Of the heads, the first is the Chinese one of an exported table, the last the English one.</summary>
    public static readonly IReadOnlyList<ColumnWish> Columns =
    [
        new("code", true, "资产编号", "编号", "asset code"),
        new("name", true, "资产名称", "名称", "asset name"),
        new("kind", true, "类别", "资产类别", "asset kind"),
        new("maker", false, "品牌", "厂家", "maker"),
        new("model", false, "型号", "规格型号", "model"),
        new("serial", false, "序列号", "serial number"),
        new("boughtOn", false, "购置日期", "购入日期", "bought on"),
        new("price", false, "价格", "单价", "price"),
        new("supplier", false, "供应商", "supplier"),
        new("warrantyUntil", false, "保修期至", "质保期至", "warranty until"),
        new("region", false, "区域", "区县", "region"),
        new("school", false, "学校", "学校名称", "school"),
        new("room", false, "教室", "教室名称", "room"),
        new("state", false, "状态", "使用状态", "state"),
        new("keeper", false, "保管人", "责任人", "keeper"),
        new("note", false, "备注", "note"),
    ];

    private static readonly Dictionary<string, AssetState> s_states = StateWords();

    public static List<AssetSheetRow> Read(TableColumns columns, Table table, List<TableFault> faults)
    {
        var rows = new List<AssetSheetRow>();
        foreach (var row in table.Rows.Skip(1))
        {
            var before = faults.Count;
            var cells = new Cells(columns, row, faults);
            var fields = new AssetFields
            {
                Code = cells.Needed("code", AssetCode.Longest),
                Name = cells.Needed("name", NameRule.Longest),
                Kind = cells.Needed("kind", AssetRules.LongestKind),
                Maker = cells.Text("maker", NameRule.Longest),
                Model = cells.Text("model", NameRule.Longest),
                Serial = cells.Text("serial", NameRule.Longest),
                BoughtOn = cells.Day("boughtOn"),
                PriceCents = cells.Price("price"),
                Supplier = cells.Text("supplier", NameRule.Longest),
                WarrantyUntil = cells.Day("warrantyUntil"),
                Keeper = cells.Text("keeper", NameRule.Longest),
                Note = cells.Text("note", AssetRules.LongestNote),
            };
            var read = new AssetSheetRow(row, fields, cells.State("state"), cells.Text("region", NameRule.Longest), cells.Text("school", NameRule.Longest), cells.Text("room", NameRule.Longest));
            if (fields.WarrantyUntil < fields.BoughtOn) faults.Add(columns.Fault(row, "warrantyUntil", "warranty_before_purchase", "The warranty ends before the day of purchase."));
            if (faults.Count == before) rows.Add(read);
        }
        return rows;
    }

    /// <summary>The state as an exported table says it, in Chinese or English.</summary>
    public static string Word(AssetState state, bool chinese) => chinese ? s_states.First(pair => pair.Value == state).Key : state.Word();

    private static Dictionary<string, AssetState> StateWords()
    {
        string[] chinese = ["在用", "闲置", "维修", "报废"];
        var words = new Dictionary<string, AssetState>(StringComparer.OrdinalIgnoreCase);
        foreach (var (index, state) in Enum.GetValues<AssetState>().Index())
        {
            words[chinese[index]] = state;
            words[state.Word()] = state;
        }
        return words;
    }

    /// <summary>One row's cells; what is wrong is added to the faults and read as nothing.</summary>
    private readonly struct Cells(TableColumns columns, TableRow row, List<TableFault> faults)
    {
        public string Needed(string column, int longest)
        {
            if (columns.Text(row, column).Length > 0) return Text(column, longest);
            faults.Add(columns.Fault(row, column, $"{column}_missing", "Every row needs this."));
            return "";
        }

        public string Text(string column, int longest)
        {
            if (NameRule.Fault(columns.Text(row, column), longest, out var text) is not { } fault) return text;
            faults.Add(columns.Fault(row, column, "text_invalid", $"The text {fault}; allowed: at most {longest} visible characters in one line."));
            return "";
        }

        public DateOnly? Day(string column)
        {
            var text = columns.Text(row, column);
            if (text.Length == 0) return null;
            if (AssetDates.TryRead(text, out var day)) return day;
            faults.Add(columns.Fault(row, column, "date_invalid", $"No day; allowed: as 2026-09-01, 2026/9/1 or 2026年9月1日, from {AssetDates.First.Year} to {AssetDates.Last.Year}."));
            return null;
        }

        public long? Price(string column)
        {
            var text = columns.Text(row, column).Replace(",", "", StringComparison.Ordinal).TrimStart('¥', '￥');
            if (text.Length == 0) return null;
            if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price) && AssetRules.TryCents(price, out var cents)) return cents;
            faults.Add(columns.Fault(row, column, "price_invalid", $"No price; allowed: 0 to {AssetRules.HighestPrice} with at most two digits after the point."));
            return null;
        }

        public AssetState State(string column)
        {
            var text = columns.Text(row, column);
            if (text.Length == 0) return AssetState.InUse;
            if (s_states.TryGetValue(text, out var state)) return state;
            faults.Add(columns.Fault(row, column, "state_invalid", $"Allowed: nothing, {string.Join(", ", s_states.Keys)}.", s_states.Keys.Where(word => !char.IsAscii(word[0]))));
            return AssetState.InUse;
        }
    }
}
