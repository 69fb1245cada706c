using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>An installer sets up a room's devices at its panel; no hub is needed.</summary>
[Collection(DistrictCollection.Name)]
public sealed class EquipmentTests(District district)
{
    [Fact]
    public async Task Projector_AddedOnThePanel_ComesOnlineAndIsTriedAndPutIntoAScene()
    {
        await using var projector = await MadeUpDevice.StartAsync("pjlink");
        await using var box = await Box.StartAsync(new { Name = "screen", Kind = "test", Role = "screen", Width = 320, Height = 180, FramesPerSecond = 5, Audio = "none" });
        await using var panel = await district.Browser.OpenAsync(box.Address);
        var page = panel.Page;
        await panel.ButtonLike("设置").ClickAsync();
        foreach (var asked in new[] { "安装密码", "请再输入一次" })
        {
            await panel.SeesAsync(asked);
            await page.Keyboard.TypeAsync("246810");
            await page.Keyboard.PressAsync("Enter");
        }

        await page.GetByRole(AriaRole.Tab, new() { Name = "设备" }).ClickAsync();
        await panel.SeesAsync("还没有设备");
        await panel.Button("添加设备").ClickAsync();
        await page.GetByLabel("哪种设备").FillAsync("epson");
        await panel.IsAccessibleAsync();
        await panel.ButtonLike("PJLink 投影机").ClickAsync();
        await page.GetByLabel("名称", new() { Exact = true }).FillAsync("投影机");
        // What is missing is said beside its field before the box is asked.
        await panel.Button("保存").ClickAsync();
        await panel.SeesAsync("请填写地址");
        await panel.IsAccessibleAsync();
        await page.GetByLabel("地址", new() { Exact = true }).FillAsync("127.0.0.1");
        await page.GetByLabel("端口", new() { Exact = true }).FillAsync($"{projector.Port}");
        // In standby a projector is asked every 20 s only.
        await page.GetByLabel("查询间隔").FillAsync("0.5");
        await panel.ScreenshotAsync("panel-device-form");
        await panel.Button("保存").ClickAsync();

        await Assertions.Expect(page.Locator(".trial header").GetByText("正常")).ToBeVisibleAsync();
        await panel.Button("开始查看").ClickAsync();
        await ShowsAsync(page.GetByRole(AriaRole.Log), "%1POWR ?");
        await page.GetByRole(AriaRole.Region, new() { Name = "电源" }).GetByRole(AriaRole.Button, new() { NameRegex = new Regex("开") }).First.ClickAsync();
        await ShowsAsync(page.GetByRole(AriaRole.Log), "%1POWR 1");
        await panel.ScreenshotAsync("panel-device-trial");
        await panel.IsAccessibleAsync();
        await panel.Button("返回列表").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "PJLink 投影机" })).ToContainTextAsync("正常");

        await panel.Button("场景").ClickAsync();
        await panel.Button("添加场景").ClickAsync();
        await page.GetByLabel("中文名称").FillAsync("上课");
        await page.GetByLabel("英文名称").FillAsync("Begin");
        await page.GetByLabel("等到状态为").CheckAsync();
        await panel.ScreenshotAsync("panel-scene-form");
        await panel.IsAccessibleAsync();
        await panel.Button("保存").ClickAsync();
        await panel.SeesAsync("1 个步骤");

        await panel.Button("返回").ClickAsync();
        await Assertions.Expect(panel.ButtonLike("上课")).ToBeVisibleAsync();
        var equipment = (await box.Http.GetFromJsonAsync<JsonNode>("/api/v1/status"))!;
        Assert.Equal("online", (string?)equipment["devices"]![0]!["state"]);
    }

    private static Task ShowsAsync(ILocator place, string text) => Assertions.Expect(place).ToContainTextAsync(text);
}
