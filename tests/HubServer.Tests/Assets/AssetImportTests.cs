using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Assets;
using Tongtang.HubServer.Tests.Imports;

namespace Tongtang.HubServer.Tests.Assets;

public sealed class AssetImportTests
{
    private const string Head = "资产编号,资产名称,类别,型号,购置日期,价格,保修期至,区域,学校,教室,状态,备注\n";

    [Fact]
    public async Task Import_AfterADryRun_RegistersAll_AndAnExportIsTakenAgain()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        await hub.CreatePlaceAsync(client, "一");
        await hub.CreatePlaceAsync(client, "二");
        var file = MadeWorkbook.Make(
        [
            ["资产编号", "资产名称", "类别", "购置日期", "价格", "区域", "学校", "教室", "状态"],
            ["A1", "投影机", "投影", "45000", "12,999.50", "", "校一", "室一", "维修"],
            ["A2", "=1+1".Replace("=", "＝", StringComparison.Ordinal), "音响", "2024年9月1日", "", "", "", "室二", ""],
            ["A3", "仓库里的", "音响", "", "", "区二", "", "", "in-store"],
        ]);

        Assert.Equal("False 3 0", Counts(await ImportAsync(client, file)));
        Assert.Empty(await CodesAsync(client));
        Assert.Equal("True 3 0", Counts(await ImportAsync(client, file, dryRun: false)));

        Assert.Equal(
            ["A1 2023-03-15 12999.5 区一 校一 室一 in-repair", "A2 2024-09-01  区二 校二 室二 in-use", "A3   区二   in-store"],
            (await client.GetJsonAsync("/api/v1/assets"))["items"]!.AsArray().Select(one => $"{one!["code"]} {one["boughtOn"]} {one["price"]} {one["regionName"]} {one["schoolName"]} {one["roomName"]} {one["state"]}"));
        foreach (var query in new[] { "format=xlsx", "format=csv", "format=csv&language=en" })
        {
            var table = await client.GetByteArrayAsync($"/api/v1/assets/export?{query}");
            Assert.Equal(["2A asset_code_taken", "3A asset_code_taken", "4A asset_code_taken"], Faults(await ImportAsync(client, table)));
            foreach (var one in (await client.GetJsonAsync("/api/v1/assets"))["items"]!.AsArray()) await client.DeleteAsync($"/api/v1/assets/{one!["id"]}");
            Assert.Equal("True 3 0", Counts(await ImportAsync(client, table, dryRun: false)));
            Assert.Equal(["A1", "A2", "A3"], await CodesAsync(client));
        }
        var audited = (await client.GetJsonAsync("/api/v1/audit?kind=asset-import"))["items"]!.AsArray();
        Assert.Equal(4, audited.Count(row => row!["thing"]!.GetValue<string>() == "资产.xlsx"));
    }

    [Fact]
    public async Task DryRun_NamesEveryWrongCell_AndNothingIsRegistered()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        await client.PostForIdAsync("/api/v1/assets", new { code = "have", name = "x", kind = "x", roomId = place.RoomId });

        var report = await ImportAsync(client, Csv("""
            ,x,x,,,,,,校一,,,
            B2,,x,,,,,,校一,,,
            B3,x,x,,昨天,-1,,,校一,,坏了,
            B4,x,x,,2024-02-30,1.005,,,校一,,,
            B5,x,x,,2024-02-02,,2024-02-01,,校一,,,
            HAVE,x,x,,,,,,校一,,,
            B7,x,x,,,,,,校二,,,
            b8,x,x,,,,,,校一,室九,,
            B8,x,x,,,,,,校一,,,
            B9,x,x,,,,,,,室九,,
            B10,x,x,,,,,九区,,,,
            """), dryRun: false);

        Assert.Equal(
            [
                "2A code_missing", "3B name_missing", "4E date_invalid", "4F price_invalid", "4K state_invalid", "5E date_invalid", "5F price_invalid", "6G warranty_before_purchase",
                "7A asset_code_taken", "8I school_unknown", "9J room_unknown", "10A asset_code_twice", "11I school_missing", "12H region_unknown",
            ],
            Faults(report));
        Assert.Equal("False", report["done"]!.ToString(), ignoreCase: true);
        Assert.Equal(["have"], await CodesAsync(client));
    }

    [Fact]
    public async Task Import_BySomebodyOfOneSchool_ReachesNoOther()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var own = await hub.CreatePlaceAsync(client, "一");
        var other = await hub.CreatePlaceAsync(client, "二");
        await client.PostForIdAsync("/api/v1/assets", new { code = "theirs", name = "x", kind = "x", roomId = other.RoomId });
        using var school = await hub.ClientAsync(new Scope(ScopeKind.School, own.SchoolId));

        Assert.Equal(["2I school_unknown"], Faults(await ImportAsync(school, Csv("C1,x,x,,,,,,校二,,,"))));
        Assert.Equal(["2H region_unknown"], Faults(await ImportAsync(school, Csv("C1,x,x,,,,,区一,,,,"))));
        Assert.Equal(["2A asset_code_taken"], Faults(await ImportAsync(school, Csv("THEIRS,x,x,,,,,,校一,,,"))));
        Assert.Equal("True 1 0", Counts(await ImportAsync(school, Csv("C1,x,x,,,,,,,室一,,"), dryRun: false)));
        Assert.Equal(["C1"], await CodesAsync(school));
        Assert.DoesNotContain("theirs", await school.GetStringAsync("/api/v1/assets/export?format=csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_Of20000Assets_IsOne_AndOneMoreIsRefused()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        await hub.CreatePlaceAsync(client);
        var rows = string.Join('\n', Enumerable.Range(0, 20_000).Select(i => $"N{i:D5},投影机,投影,,,,,,校一,室一,,"));

        Assert.Equal("True 20000 0", Counts(await ImportAsync(client, Csv(rows), dryRun: false)));
        Assert.Equal([" table_too_long"], Faults(await ImportAsync(client, Csv(rows + "\nN20000,投影机,投影,,,,,,校一,室一,,"))));
        Assert.Equal(20_000, (await client.GetJsonAsync("/api/v1/assets"))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Export_HoldsNoFormula()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        await client.PostForIdAsync("/api/v1/assets", new { code = "A1", name = "=HYPERLINK(1)", kind = "x", roomId = place.RoomId });

        var text = Encoding.UTF8.GetString(await client.GetByteArrayAsync("/api/v1/assets/export?format=csv&language=en"));

        Assert.StartsWith("﻿asset code,asset name,asset kind,", text, StringComparison.Ordinal);
        Assert.Contains("A1,'=HYPERLINK(1),x,", text, StringComparison.Ordinal);
        Assert.Equal((400, "language_invalid"), await (await client.GetAsync("/api/v1/assets/export?language=fr")).ProblemAsync());
    }

    [Theory]
    [InlineData("2026-09-01", "2026-09-01")]
    [InlineData("2026/9/1", "2026-09-01")]
    [InlineData("2026.9.1", "2026-09-01")]
    [InlineData("2026年9月1日", "2026-09-01")]
    [InlineData("45000", "2023-03-15")]
    [InlineData("45000.75", "2023-03-15")]
    [InlineData("2026-13-01", null)]
    [InlineData("2025-02-29", null)]
    [InlineData("1949-12-31", null)]
    [InlineData("0000-01-01", null)]
    [InlineData("12", null)]
    [InlineData("1e5", null)]
    [InlineData("gestern", null)]
    public void Day_AsPeopleWriteIt_IsRead(string text, string? day) =>
        Assert.Equal(day, AssetDates.TryRead(text, out var read) ? AssetDates.Text(read) : null);

    [Theory]
    [InlineData("https://hub.example:8700/inventory/0198c0ffee0f7abc8123456789abcdef", "0198c0ffee0f7abc8123456789abcdef")]
    [InlineData("http://h/inventory/0198c0ffee0f7abc8123456789abcdef/", "0198c0ffee0f7abc8123456789abcdef")]
    [InlineData("http://h/inventory/import", null)]
    [InlineData("TY-001", null)]
    [InlineData("", null)]
    public void Label_IsAPageOfAnAsset_OrACode(string scanned, string? id) => Assert.Equal(id, AssetCode.IdIn(scanned));

    private static byte[] Csv(string rows) => Encoding.UTF8.GetBytes(Head + rows);

    private static async Task<JsonNode> ImportAsync(HttpClient client, byte[] content, bool dryRun = true) =>
        await (await client.PostAsJsonAsync("/api/v1/assets/imports", new { fileName = "资产.xlsx", content, dryRun })).JsonAsync();

    private static string Counts(JsonNode report) => $"{report["done"]!.GetValue<bool>()} {report["assets"]} {report["totalFaults"]}";

    private static IEnumerable<string> Faults(JsonNode report) => report["faults"]!.AsArray().Select(fault => $"{fault!["row"]}{fault["column"]} {fault["code"]}");

    private static async Task<IEnumerable<string>> CodesAsync(HttpClient client) =>
        (await client.GetJsonAsync("/api/v1/assets"))["items"]!.AsArray().Select(one => one!["code"]!.GetValue<string>());
}
