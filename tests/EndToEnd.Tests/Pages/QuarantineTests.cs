using System.Text.Json;
using Microsoft.Playwright;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>What the hub has refused three times, as the installer finds it under Diagnosis: tried again, exported, deleted.</summary>
[Collection(DistrictCollection.Name)]
public sealed class QuarantineTests(District district)
{
    [Fact]
    public async Task ItemThatTheHubRefuses_IsListedTriedAgainExportedAndDeleted()
    {
        var (box, _) = await Box.StartEnrolledAsync(district.Hub, new { Name = "teacher", Kind = "test", Role = "teacher", Width = 320, Height = 180, FramesPerSecond = 10 });
        await using var __ = box;
        // An alarm about a file whose name no alarm's key may have.
        await box.KillAsync();
        await File.WriteAllTextAsync(Path.Combine(box.DataFolder, "repairs.json"), JsonSerializer.Serialize(
            new[] { new { number = 1, kind = "database", file = "不行 的.db", damage = "none", movedTo = (string?)null, saved = 0, lost = (long?)null, times = 1, at = TimeProvider.System.GetUtcNow() } }));
        await box.StartAgainAsync();

        await using var panel = await district.Browser.OpenAsync(box.Address);
        await panel.ButtonLike("设置").ClickAsync();
        foreach (var asked in new[] { "安装密码", "请再输入一次" })
        {
            await panel.SeesAsync(asked);
            await panel.Page.Keyboard.TypeAsync("246810");
            await panel.Page.Keyboard.PressAsync("Enter");
        }
        await panel.Page.GetByRole(AriaRole.Tab, new() { Name = "诊断" }).WaitForAsync();
        await Eventually.TrueAsync(
            async () => (await QuarantineAsync(panel)).Contains("key_invalid", StringComparison.Ordinal), TimeSpan.FromSeconds(60), () => $"nothing is in quarantine\n{box.Log}");
        await panel.Page.GetByRole(AriaRole.Tab, new() { Name = "诊断" }).ClickAsync();
        await panel.SeesAsync("store_repaired/不行 的.db");
        await panel.SeesAsync("key_invalid");
        await panel.ScreenshotAsync("panel-quarantine");
        await panel.IsAccessibleAsync();

        var export = await panel.Page.RunAndWaitForDownloadAsync(() => panel.Page.GetByText("全部导出").ClickAsync());
        using var folder = new TemporaryFolder();
        await export.SaveAsAsync(folder["export.json"]);
        using var exported = JsonDocument.Parse(await File.ReadAllTextAsync(folder["export.json"]));
        Assert.Equal("key_invalid", exported.RootElement[0].GetProperty("errorCode").GetString());

        // Tried again it is an item like any other; the hub refuses it again, and it comes back here.
        var before = await QuarantineAsync(panel);
        await panel.Button("再试一次").ClickAsync();
        await Eventually.TrueAsync(
            async () => await QuarantineAsync(panel) is var now && now != before && now.Contains("key_invalid", StringComparison.Ordinal), TimeSpan.FromSeconds(60), () => "it was not tried again");
        await panel.Page.GetByRole(AriaRole.Tab, new() { Name = "画面来源" }).ClickAsync();
        await panel.Page.GetByRole(AriaRole.Tab, new() { Name = "诊断" }).ClickAsync();
        await panel.SeesAsync("key_invalid");

        await panel.Button("删除").ClickAsync();
        await panel.SeesAsync("删除后无法恢复，确定删除吗？");
        await panel.IsAccessibleAsync();
        await panel.Button("删除").Last.ClickAsync();
        await panel.SeesAsync("没有这样的记录");
        Assert.Equal("[]", await QuarantineAsync(panel));
    }

    /// <summary>As the page asks for it, with the installer's session.</summary>
    private static Task<string> QuarantineAsync(OpenPage panel) => panel.Page.EvaluateAsync<string>("() => fetch('/api/v1/quarantine').then(answer => answer.text())");
}
