using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>The register of assets: filled from a file, searched, an asset moved and scrapped.</summary>
[Collection(DistrictCollection.Name)]
public sealed class AssetsTests(District district)
{
    [Fact]
    public async Task Register_IsFilledFromAFile_AnAssetIsRegistered_MovedAndScrapped()
    {
        await using var console = await district.OpenConsoleAsync("/inventory");
        await console.SeesAsync("还没有登记资产");
        await console.IsAccessibleAsync();
        await console.GoAsync(district.Hub, "/inventory/import");
        await console.IsAccessibleAsync();

        var school = await SchoolAsync(console);
        await PickAsync(console, $"资产编号,资产名称,类别,购置日期,学校\nP-1,投影机,投影,昨天,{school}\n,音箱,音响,,{school}\n");
        await console.SeesAsync("有 2 处错误");
        await console.SeesAsync("缺少资产编号");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-asset-import-faults");
        await PickAsync(console, $"资产编号,资产名称,类别,购置日期,价格,学校\nP-1,投影机,投影,2016-09-01,12999.5,{school}\nS-1,音箱,音响,2024/3/1,800,{school}\n");
        await console.SeesAsync("将登记 2 件资产");
        await console.Button("导入").ClickAsync();
        await console.SeesAsync("已登记 2 件资产");
        await console.IsAccessibleAsync();

        await console.GoAsync(district.Hub, "/inventory");
        await console.SeesAsync("共 2 件");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-assets");
        await console.GoAsync(district.Hub, "/inventory?q=p-1");
        await console.SeesAsync("共 1 件");

        await console.Button("登记资产").ClickAsync();
        await console.Dialog().GetByLabel("资产编号").FillAsync("T-1");
        await console.Dialog().GetByLabel("资产名称").FillAsync("交互智能平板");
        await console.Dialog().GetByLabel("类别").FillAsync("平板");
        await console.Page.Keyboard.PressAsync("Tab");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-asset-new");
        await ChooseAsync(console, "学校", school);
        await console.DialogButton("保存").ClickAsync();
        await console.SeesAsync("登记，存放于");
        await console.IsAccessibleAsync();

        await console.Button("改状态").ClickAsync();
        await console.Dialog().GetByLabel("状态").ClickAsync();
        await console.Page.GetByTitle("报废").ClickAsync();
        await console.Dialog().GetByLabel("原因").FillAsync("屏幕损坏");
        await console.IsAccessibleAsync();
        await console.DialogButton("保存").ClickAsync();
        await console.SeesAsync("状态由“在用”改为“报废”");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-asset");

        await LabelsAsync(console);
        await RenewalAsync(console);
        await StockTakeByPhoneAsync(console, school);
    }

    private async Task LabelsAsync(OpenPage console)
    {
        await console.GoAsync(district.Hub, "/inventory/labels?state=in-use");
        await Assertions.Expect(console.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "P-1" }).Locator("svg path")).ToHaveAttributeAsync("d", new Regex("^M4 4h7v1H4z"));
        await console.IsAccessibleAsync();
        await console.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(console.Button("打印本页")).ToBeHiddenAsync();
        await console.ScreenshotAsync("console-asset-labels-print");
        await console.Page.EmulateMediaAsync(new() { Media = Media.Screen });
        await console.ScreenshotAsync("console-asset-labels");
    }

    private async Task RenewalAsync(OpenPage console)
    {
        await console.GoAsync(district.Hub, "/inventory/renewal");
        await console.Button("使用年限").ClickAsync();
        await console.Dialog().GetByLabel("投影").FillAsync("5");
        await console.IsAccessibleAsync();
        await console.DialogButton("保存").ClickAsync();
        await Assertions.Expect(console.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "2016" }).GetByRole(AriaRole.Link)).ToHaveCountAsync(2);
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-asset-renewal");
        await console.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "2016" }).GetByRole(AriaRole.Link).Last.ClickAsync();
        await console.SeesAsync("共 1 件");
        await console.SeesAsync("P-1");
    }

    private async Task StockTakeByPhoneAsync(OpenPage console, string school)
    {
        await console.Page.SetViewportSizeAsync(390, 844);
        await console.GoAsync(district.Hub, "/inventory/stock-takes");
        await console.SeesAsync("还没有盘点");
        await console.IsAccessibleAsync();
        await console.Button("开始盘点").ClickAsync();
        await ChooseAsync(console, "学校", school);
        await console.IsAccessibleAsync();
        await console.DialogButton("开始盘点").ClickAsync();
        await console.SeesAsync("已清点 0 / 2 件");
        await console.Page.GetByLabel("资产编号").FillAsync("p-1");
        await console.Page.Keyboard.PressAsync("Enter");
        await console.SeesAsync("已清点 1 / 2 件");
        await console.Page.GetByLabel("资产编号").FillAsync("X-404");
        await console.Button("清点").ClickAsync();
        await console.SeesAsync("未登记 · X-404");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-stock-take-390");

        await console.Page.GetByRole(AriaRole.Link, new() { Name = "S-1", Exact = true }).ClickAsync();
        await console.Button("清点这件").ClickAsync();
        await console.SeesAsync("上次清点");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-asset-390");
        await console.GoAsync(district.Hub, "/inventory/stock-takes");
        await console.Page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Link).First.ClickAsync();
        await console.SeesAsync("已清点 2 / 2 件");
        await console.Button("结束盘点").ClickAsync();
        await console.DialogButton("结束盘点").ClickAsync();
        await console.SeesAsync("已结束");
        await console.IsAccessibleAsync();

        await console.Page.EvaluateAsync("() => localStorage.setItem('tongtang.preferences', JSON.stringify({ language: 'en', larger: false }))");
        foreach (var page in new[] { "", "/labels", "/renewal", "/stock-takes", "/import" })
        {
            await console.GoAsync(district.Hub, "/inventory" + page);
            await Assertions.Expect(console.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            await console.IsAccessibleAsync();
            await console.ScreenshotAsync($"console-inventory{page.Replace('/', '-')}-390");
        }
    }

    private static async Task<string> SchoolAsync(OpenPage console)
    {
        var schools = await (await console.Page.APIRequest.GetAsync(new Uri(new Uri(console.Page.Url), "/api/v1/schools").AbsoluteUri)).JsonAsync();
        return schools!.Value.GetProperty("items")[0].GetProperty("name").GetString()!;
    }

    private static async Task ChooseAsync(OpenPage console, string field, string choice)
    {
        await console.Dialog().GetByLabel(field).ClickAsync();
        await console.Page.Locator(".ant-select-item-option").Filter(new() { HasText = choice }).First.ClickAsync();
        await Assertions.Expect(console.Dialog().Locator(".ant-select", new() { HasText = choice }).First).ToBeVisibleAsync();
    }

    private static Task PickAsync(OpenPage console, string table) => console.Page.Locator("input[type=file]").SetInputFilesAsync(
        new FilePayload { Name = "资产.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(table) });
}
