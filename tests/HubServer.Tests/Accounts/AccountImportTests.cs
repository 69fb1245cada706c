using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Tests.Audit;
using Tongtang.HubServer.Tests.Imports;

namespace Tongtang.HubServer.Tests.Accounts;

public sealed class AccountImportTests
{
    private static readonly string[] s_head = ["用户名", "角色", "区域", "学校"];

    [Fact]
    public async Task Import_AfterATrial_InvitesEverybody_AndIsInTheAudit()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(admin);
        var file = MadeWorkbook.Make([s_head, ["王老师", "教师", "", "校一"], ["李老师", "教师、教研员", "区一", "校一"], ["张主任", "district-staff", "区一", ""]]);

        var trial = await ImportAsync(admin, file);
        Assert.Equal((3, 0, true), (trial["accounts"]!.GetValue<int>(), trial["totalFaults"]!.GetValue<int>(), trial["invitations"] is null));
        Assert.Equal(0, (await admin.GetJsonAsync("/api/v1/accounts"))["total"]!.GetValue<int>());
        var done = await ImportAsync(admin, file, dryRun: false);

        var invitations = done["invitations"]!.AsArray();
        Assert.Equal(["王老师", "李老师", "张主任"], invitations.Select(one => one!["user"]!.GetValue<string>()));
        Assert.Equal(2, (await admin.GetJsonAsync($"/api/v1/accounts?school={place.SchoolId}&role=teacher&state=invited"))["total"]!.GetValue<int>());
        using var owner = hub.Anonymous();
        var token = invitations[0]!["address"]!.GetValue<string>().Split("token=")[1];
        Assert.True((await owner.PostAsJsonAsync("/api/v1/password-resets", new { token, password = AuditFixture.Password })).IsSuccessStatusCode);
        var rows = await hub.AuditAsync("kind=account&action=create");
        Assert.Equal(["张主任", "李老师", "王老师"], rows.Select(row => row.Text("thing")));
        Assert.DoesNotContain(token, string.Concat(rows), StringComparison.Ordinal);
        Assert.Equal("name_taken name_taken name_taken", string.Join(' ', (await ImportAsync(admin, file))["faults"]!.AsArray().Select(fault => fault!["code"])));
    }

    [Fact]
    public async Task Trial_NamesEveryWrongCell()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        await hub.CreatePlaceAsync(admin, "一");
        await hub.SignedInAsync("admin", new Assignment(Role.Viewer, TreePlace.Hub));
        var file = MadeWorkbook.Make(
        [
            s_head, ["аdmin", "查看者", "", ""], ["甲", "国王", "", ""], ["乙", "教师", "", "没有"], ["丙", "", "", "校一"], ["", "教师", "", "校一"], ["丁", "教师", "", "校一"], ["丁 ", "教师", "", "校一"],
            ["戊", "教师", "远方", ""], ["a\u202Eb", "教师", "", "校一"],
        ]);

        var faults = (await ImportAsync(admin, file))["faults"]!.AsArray().Select(fault => $"{fault!["column"]}{fault["row"]} {fault["code"]}");

        Assert.Equal(["A2 name_taken", "B3 role_unknown", "D4 school_unknown", "B5 role_missing", "A6 name_missing", "A8 name_twice", "C9 region_unknown", "A10 text_invalid"], faults);
    }

    [Fact]
    public async Task Import_OfRolesThatAreNotTheImportersToGive_IsRefused()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var (one, _) = (await hub.CreatePlaceAsync(admin, "一"), await hub.CreatePlaceAsync(admin, "二"));
        using var ofSchool = await hub.ClientAsync(new TreePlace(ScopeKind.School, one.SchoolId), Role.SchoolAdministrator);
        var file = MadeWorkbook.Make([s_head, ["甲", "审计员", "", "校一"], ["乙", "教师", "", ""], ["丙", "教师", "", "校二"], ["丁", "教师", "区一", ""], ["戊", "教师", "", "校一"]]);

        var report = await ImportAsync(ofSchool, file, dryRun: false);

        Assert.Null(report["invitations"]);
        Assert.Equal(["B2 role_beyond", "B3 role_beyond", "D4 school_unknown", "D5 role_beyond"], report["faults"]!.AsArray().Select(fault => $"{fault!["column"]}{fault["row"]} {fault["code"]}"));
        Assert.DoesNotContain("校二", report["faults"]!.AsArray().Select(fault => fault!["allowed"]?.ToJsonString() ?? ""));
        Assert.Equal(0, (await admin.GetJsonAsync("/api/v1/accounts"))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Trial_UnderMlps_KeepsTheAdministratorsApart()
    {
        await using var hub = await RunningHub.StartAsync(settings: [new("Accounts:Profile", "mlps")]);
        using var admin = await hub.HubClientAsync();

        var report = await ImportAsync(admin, MadeWorkbook.Make([s_head, ["甲", "审计员,系统管理员", "", ""]]));

        Assert.Equal("administrators_apart", report["faults"]![0]!.Text("code"));
    }

    [Fact]
    public async Task Trial_OfFilesThatAreNoSuchTable_SaysWhy()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var rows = Enumerable.Range(0, 6000).Select(number => new[] { $"人{number}", "教师", "", "" });

        Assert.Equal(1, (await ImportAsync(admin, Encoding.GetEncoding("GB18030").GetBytes("用户名,角色\n王老师,查看者\n")))["accounts"]!.GetValue<int>());
        Assert.Equal("cells_merged", await CodeAsync(MadeWorkbook.Make([s_head, ["甲", "教师", "", ""]], "<mergeCells><mergeCell ref=\"A2:B2\"/></mergeCells>")));
        Assert.Equal("cell_formula", await CodeAsync(MadeWorkbook.Make([s_head, ["=1+1", "教师", "", ""]])));
        Assert.Equal("header_missing", await CodeAsync(Encoding.UTF8.GetBytes("用户名\n王老师\n")));
        Assert.Equal("table_too_long", await CodeAsync(MadeWorkbook.Make(rows.Prepend(s_head))));
        Assert.Equal("file_unpacks_too_large", await CodeAsync(MadeWorkbook.Zip(("xl/workbook.xml", MadeWorkbook.Workbook), ("xl/worksheets/sheet1.xml", new string(' ', 70 * 1024 * 1024)))));
        Assert.Equal("file_empty", await CodeAsync([]));
        Assert.Equal("accounts_none", await CodeAsync(MadeWorkbook.Make([s_head])));

        async Task<string?> CodeAsync(byte[] file) => (await ImportAsync(admin, file))["faults"]![0]!.Text("code");
    }

    private static async Task<JsonNode> ImportAsync(HttpClient client, byte[] file, bool dryRun = true) =>
        await (await client.PostAsJsonAsync("/api/v1/accounts/imports", new { fileName = "people.xlsx", content = Convert.ToBase64String(file), dryRun })).JsonAsync();
}
