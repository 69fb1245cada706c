using System.Net.Http.Json;
using System.Text;
using Microsoft.Playwright;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>Who did what: found, seen before and after, and proved to be as it was written. And many accounts from one file.</summary>
[Collection(DistrictCollection.Name)]
public sealed class AuditTests(District district)
{
    [Fact]
    public async Task Change_OfASchool_IsFoundWithWhatItWasBefore_AndTheChainIsChecked()
    {
        var region = (await district.Hub.GetAsync("regions")).List("items").First().Text("id");
        var school = (await district.Hub.PostAsync("schools", new { name = "审计一小", regionId = region, kind = "primary", tier = "none" })).Text("id");
        using (var answer = await district.Hub.Http.PatchAsync(new Uri($"/api/v1/schools/{school}", UriKind.Relative), JsonContent.Create(new { name = "审计实验小学" }))) await answer.JsonAsync();
        await using var console = await district.OpenConsoleAsync("/audit");
        await Assertions.Expect(console.Page.GetByRole(AriaRole.Row).Nth(1)).ToBeVisibleAsync();
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-audit");

        await console.Page.GetByPlaceholder("对象名称或编号").FillAsync("审计实验小学");
        await console.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(console.Page.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        await console.ButtonLike("第 ").First.ClickAsync();
        await Assertions.Expect(console.Dialog().GetByRole(AriaRole.Row).Filter(new() { HasText = "审计一小" })).ToContainTextAsync("审计实验小学");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-audit-row");

        await console.GoAsync(district.Hub, "/audit?action=sign-in&outcome=done");
        await console.SeesAsync(District.User);
        await console.Button("核验").ClickAsync();
        await console.SeesAsync("记录完整，未被改动");
        await console.IsAccessibleAsync();
    }

    [Fact]
    public async Task Accounts_FromAFile_AreChecked_Made_AndInvited()
    {
        await using var console = await district.OpenConsoleAsync("/accounts");
        await console.Button("批量导入账号").ClickAsync();
        await console.SeesAsync("下载模板");
        await console.IsAccessibleAsync();
        await PickAsync(console, "用户名,角色,学校\n导入甲,校长,\n导入乙,教师,没有这所\n");
        await console.SeesAsync("有 2 处错误");
        await console.SeesAsync("没有这个角色");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-account-import-faults");
        await PickAsync(console, "用户名,角色\n导入甲,教研员\n导入乙,查看者\n");
        await console.SeesAsync("将新建 2 个账号");
        await console.Button("导入").ClickAsync();
        await console.SeesAsync("已新建 2 个账号");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-account-import");

        await console.GoAsync(district.Hub, "/accounts?q=导入&state=invited");
        await Assertions.Expect(console.Page.GetByRole(AriaRole.Row)).ToHaveCountAsync(3);
    }

    private static Task PickAsync(OpenPage console, string table) => console.Page.Locator("input[type=file]").SetInputFilesAsync(
        new FilePayload { Name = "账号.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(table) });
}
