using System.IO.Compression;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Tests.Imports;

namespace Tongtang.HubServer.Tests.Fleet;

public sealed class FleetImportTests
{
    private static readonly string[] s_head = ["区域", "学校", "学校类型", "学校层级", "学校标签", "教室", "教室标签"];

    [Fact]
    public async Task Import_AfterADryRun_MakesTheTreeThatAnUndoTakesAway()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var file = MadeWorkbook.Make([s_head, ["东区", "一小", "小学", "示范", "项目, 一期", "101", "录播教室"], ["东区", "一小", "", "", "", "102", ""], ["东区", "二小", "teaching-point", "", "", "", ""]]);

        var trial = await ImportAsync(client, file);
        Assert.Equal("1 2 2 0 0", Counts(trial));
        Assert.Equal(0, await CountAsync(client, "regions"));
        var report = await ImportAsync(client, file, dryRun: false);

        var id = report["id"]!.GetValue<string>();
        var schools = (await client.GetJsonAsync("/api/v1/schools?kind=primary&tier=demonstration&tag=一期"))["items"]!.AsArray();
        Assert.Equal(("一小", "一期,项目"), (schools.Single()!["name"]!.GetValue<string>(), string.Join(',', schools[0]!["tags"]!.AsArray().Select(tag => tag!.GetValue<string>()).Order(StringComparer.Ordinal))));
        Assert.Equal(["101"], await NamesAsync(client, "rooms?tag=录播教室"));
        Assert.Equal(["101", "102"], await NamesAsync(client, "rooms?tag=项目"));
        Assert.Equal(["一期", "录播教室", "项目"], (await client.GetJsonAsync("/api/v1/tags")).AsArray().Select(tag => tag!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.Equal("nothing_new", Faults(await ImportAsync(client, file, dryRun: false)).Single().Trim());

        var undo = await (await client.PostAsync($"/api/v1/fleet/imports/{id}/undo", null)).JsonAsync();
        Assert.Equal((5, 0), (undo["removed"]!.GetValue<int>(), undo["totalLeft"]!.GetValue<int>()));
        Assert.Equal((0, 0, 0), (await CountAsync(client, "regions"), await CountAsync(client, "schools"), await CountAsync(client, "rooms")));
        Assert.Equal((409, "import_undone"), await (await client.PostAsync($"/api/v1/fleet/imports/{id}/undo", null)).ProblemAsync());
        Assert.NotNull((await client.GetJsonAsync("/api/v1/fleet/imports"))["items"]![0]!["undoneAt"]);
    }

    [Fact]
    public async Task Undo_LeavesWhatWasChangedOrUsed_AndSaysWhy()
    {
        await using var hub = await RunningHub.StartAsync(settings: TestBox.HubSettings);
        using var client = await hub.HubClientAsync();
        var id = (await ImportAsync(client, MadeWorkbook.Make([s_head, ["东区", "一小", "", "", "", "101", ""], ["东区", "一小", "", "", "", "102", ""], ["东区", "二小", "", "", "", "201", ""], ["西区", "三小", "", "", "", "", ""]]), dryRun: false))["id"]!.GetValue<string>();
        var rooms = (await client.GetJsonAsync("/api/v1/rooms"))["items"]!.AsArray();
        await using var box = await TestBox.EnrolAsync(hub, rooms[0]!["id"]!.GetValue<string>());
        var third = (await client.GetJsonAsync("/api/v1/schools?q=三小"))["items"]![0]!["id"];
        await (await client.PatchAsJsonAsync($"/api/v1/schools/{third}", new { tags = new[] { "改过" } })).JsonAsync();

        var undo = await (await client.PostAsync($"/api/v1/fleet/imports/{id}/undo", null)).JsonAsync();

        Assert.Equal(3, undo["removed"]!.GetValue<int>());
        Assert.Equal(
            ["room 101 has_box", "school 一小 has_rooms", "school 三小 changed", "region 东区 has_schools", "region 西区 has_schools"],
            undo["left"]!.AsArray().Select(one => $"{one!["kind"]} {one["name"]} {one["reason"]}").OrderBy(one => one[0] switch { 'r' when one[1] == 'o' => 0, 's' => 1, _ => 2 }).ThenBy(one => one, StringComparer.Ordinal));
        Assert.Equal(["101"], await NamesAsync(client, "rooms"));
    }

    [Fact]
    public async Task DryRun_NamesEveryWrongCell_WithWhatIsAllowed()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        await ImportAsync(client, MadeWorkbook.Make([s_head, ["东区", "一小", "小学", "", "", "101", ""]]), dryRun: false);

        var report = await ImportAsync(client, MadeWorkbook.Make(
        [
            s_head,
            ["东区", "", "", "", "", "102", ""],
            ["东区", "一小", "大学", "最好", "", "103", ""],
            ["东区", "一小", "初中", "", "", "104", ""],
            ["东区", "二小", "小学", "", "", "201", ""],
            ["东区", "二小", "初中", "", "", "202", ""],
            ["东区", "二小", "", "", "", "201", ""],
            ["东区", "二小", "", "", "", new string('长', 81), ""],
            ["东区", "二小", "", "", "", "", "标签"],
            ["东区", "二小", "", "", "", "203", "一,二,三,四,五,六,七,八,九,十,十一"],
            ["东区", "二小", "", "", "", "a‮b", ""],
        ]), dryRun: false);

        Assert.Null(report["id"]);
        Assert.Equal(
            ["2B school_missing", "3C kind_invalid", "3D tier_invalid", "4C school_differs", "6C rows_differ", "7F room_twice", "8F text_invalid", "9F room_missing", "10G tags_invalid", "11F text_invalid"],
            Faults(report));
        Assert.Equal(["中心校", "教学点", "小学", "初中", "高中", "其他"], report["faults"]![1]!["allowed"]!.AsArray().Select(word => word!.GetValue<string>()));
        Assert.Equal(["101"], await NamesAsync(client, "rooms"));
    }

    [Fact]
    public async Task Import_OfHtmlAndOfGb18030_KeepsEveryLetter()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var gb = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

        var report = await ImportAsync(client, gb.GetBytes("区域,学校,教室\r\n东区,龘䶮小学,<script>alert(1)</script>\r\n"), dryRun: false);

        Assert.NotNull(report["id"]);
        Assert.Equal(["<script>alert(1)</script>"], await NamesAsync(client, "rooms?q=龘䶮"));
    }

    [Fact]
    public async Task File_ThatIsNoSuchTable_IsRefusedWithItsPlace()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        string[] row = ["东区", "一小", "", "", "", "101", ""];
        var lines = new StringBuilder("学校,教室\n");
        for (var i = 0; i < 100_000; i++) lines.Append("一小,").Append(i).Append('\n');

        Assert.Equal(["2A cells_merged"], await RefusalAsync(client, MadeWorkbook.Make([s_head, row], """<mergeCells count="1"><mergeCell ref="A2:B2"/></mergeCells>""")));
        Assert.Equal(["2F cell_formula"], await RefusalAsync(client, MadeWorkbook.Make([s_head, ["东区", "一小", "", "", "", "=1+1"]])));
        Assert.Equal([" table_too_long"], await RefusalAsync(client, Encoding.UTF8.GetBytes(lines.ToString())));
        Assert.Equal([" file_unpacks_too_large"], await RefusalAsync(client, Bomb()));
        Assert.Equal(["1B header_unknown", "1 header_missing"], await RefusalAsync(client, Encoding.UTF8.GetBytes("教室,心情\n101,好")));
        Assert.Equal(0, await CountAsync(client, "rooms"));
    }

    [Fact]
    public async Task Import_BySomebodyOfOneSchool_MakesRoomsThereAndNothingElsewhere()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var own = await hub.CreatePlaceAsync(client, "一");
        await hub.CreatePlaceAsync(client, "二");
        using var school = await hub.ClientAsync(new Scope(ScopeKind.School, own.SchoolId));
        using var region = await hub.ClientAsync(new Scope(ScopeKind.Region, own.RegionId));

        Assert.Equal(["2A region_unknown"], Faults(await ImportAsync(school, Csv("区二,校二,新"))));
        Assert.Equal(["2B school_unknown"], Faults(await ImportAsync(school, Csv("区一,新校,新"))));
        Assert.Equal(["2A region_unknown"], Faults(await ImportAsync(region, Csv("新区,新校,新"))));
        Assert.Equal("0 0 1 1 0", Counts(await ImportAsync(school, Csv(",校一,新\n区一,校一,室一"))));
        var mine = (await ImportAsync(school, Csv(",校一,新"), dryRun: false))["id"]!.GetValue<string>();
        var theirs = (await ImportAsync(client, Csv("区二,校二,新"), dryRun: false))["id"]!.GetValue<string>();

        Assert.Equal(["室一", "新"], (await NamesAsync(client, $"rooms?school={own.SchoolId}")).Order(StringComparer.Ordinal));
        Assert.Equal((404, "import_unknown"), await (await school.PostAsync($"/api/v1/fleet/imports/{theirs}/undo", null)).ProblemAsync());
        Assert.Equal(mine, (await school.GetJsonAsync("/api/v1/fleet/imports"))["items"]!.AsArray().Single()!["id"]!.GetValue<string>());
        Assert.Equal("1 1 1 0 0", Counts(await ImportAsync(client, Csv("三区,新校,新"))));
        Assert.Equal("0 1 1 0 0", Counts(await ImportAsync(region, Csv("区一,新校,新"))));
    }

    [Fact]
    public async Task Import_Of10000Rooms_IsOne()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var rows = string.Join('\n', Enumerable.Range(0, 10_000).Select(i => $"东区,第{i / 100}小学,{i}室"));

        var id = (await ImportAsync(client, Csv(rows), dryRun: false))["id"]!.GetValue<string>();

        Assert.Equal((100, 10_000), (await CountAsync(client, "schools"), await CountAsync(client, "rooms")));
        var undo = await (await client.PostAsync($"/api/v1/fleet/imports/{id}/undo", null)).JsonAsync();
        Assert.Equal(10_101, undo["removed"]!.GetValue<int>());
    }

    [Fact]
    public async Task Template_HasTheHeadsThatAnImportKnows()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();

        var template = await client.GetByteArrayAsync("/api/v1/fleet/imports/template");

        Assert.Equal("﻿区域,学校,学校类型,学校层级,学校标签,教室,教室标签\r\n", Encoding.UTF8.GetString(template));
        Assert.Equal([" nothing_new"], Faults(await ImportAsync(client, template)));
    }

    [Fact]
    public async Task Tags_OfARoom_AreSetAndCheckedByTheApi()
    {
        await using var hub = await RunningHub.StartAsync();
        using var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);

        var room = await (await client.PatchAsJsonAsync($"/api/v1/rooms/{place.RoomId}", new { tags = new[] { "录播", " 录播 ", "ＡＢ", "ab" } })).JsonAsync();
        Assert.Equal(["录播", "ＡＢ"], room["tags"]!.AsArray().Select(tag => tag!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.Equal(["室一"], await NamesAsync(client, "rooms?tag=aB"));
        Assert.Equal((400, "tags_invalid"), await (await client.PatchAsJsonAsync($"/api/v1/rooms/{place.RoomId}", new { tags = new[] { "一，二" } })).ProblemAsync());
        Assert.Equal((400, "kind_invalid"), await (await client.GetAsync("/api/v1/schools?kind=x")).ProblemAsync());
        await (await client.PatchAsJsonAsync($"/api/v1/rooms/{place.RoomId}", new { name = "新名" })).JsonAsync();
        Assert.Equal(["新名"], await NamesAsync(client, "rooms?tag=录播"));
    }

    private static byte[] Csv(string rows) => Encoding.UTF8.GetBytes("区域,学校,教室\n" + rows);

    /// <summary>A workbook of some 100 kB that unpacks to 100 MiB.</summary>
    private static byte[] Bomb()
    {
        var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (var workbook = zip.CreateEntry("xl/workbook.xml").Open()) workbook.Write(Encoding.UTF8.GetBytes(MadeWorkbook.Workbook));
            using var sheet = zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Optimal).Open();
            sheet.Write("<worksheet><sheetData>"u8);
            var spaces = new byte[1024 * 1024];
            spaces.AsSpan().Fill((byte)' ');
            for (var i = 0; i < 100; i++) sheet.Write(spaces);
        }
        return memory.ToArray();
    }

    private static async Task<IEnumerable<string>> RefusalAsync(HttpClient client, byte[] file) => Faults(await ImportAsync(client, file, dryRun: false));

    private static async Task<JsonNode> ImportAsync(HttpClient client, byte[] content, bool dryRun = true) =>
        await (await client.PostAsJsonAsync("/api/v1/fleet/imports", new { fileName = "教室.xlsx", content, dryRun })).JsonAsync();

    private static string Counts(JsonNode report) => $"{report["regions"]} {report["schools"]} {report["rooms"]} {report["present"]} {report["totalFaults"]}";

    private static IEnumerable<string> Faults(JsonNode report) => report["faults"]!.AsArray().Select(fault => $"{fault!["row"]}{fault["column"]} {fault["code"]}");

    private static async Task<int> CountAsync(HttpClient client, string list) => (await client.GetJsonAsync($"/api/v1/{list}"))["total"]!.GetValue<int>();

    private static async Task<IEnumerable<string>> NamesAsync(HttpClient client, string list) =>
        (await client.GetJsonAsync($"/api/v1/{list}"))["items"]!.AsArray().Select(one => one!["name"]!.GetValue<string>());
}
