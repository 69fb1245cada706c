using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>Regions, schools and rooms: made, renamed, moved, deleted, and found again among many.</summary>
[Collection(DistrictCollection.Name)]
public sealed class TreeTests(District district)
{
    [Fact]
    public async Task Tree_OnTheConsole_IsBuiltChangedAndTakenDown()
    {
        await using var console = await district.OpenConsoleAsync("/fleet");
        // A refusal is an answer like any other, and the browser logs it.
        console.Expected.Add("409");
        // The page of what was just deleted may ask for it once more before it is left.
        console.Expected.Add("404");
        await console.Button("新建区域").First.ClickAsync();
        await FillAsync(console, "区域名称", "东区");
        await OpenAsync(console, "东区");
        await console.Button("新建学校").First.ClickAsync();
        await FillAsync(console, "学校名称", "东区一小");
        await OpenAsync(console, "东区一小");
        await console.Button("新建教室").First.ClickAsync();
        await FillAsync(console, "教室名称", "一班");
        await OpenAsync(console, "一班");
        await console.SeesAsync("这间教室还没有班级盒子");

        await console.Button("编辑").ClickAsync();
        await FillAsync(console, "教室名称", "二班");
        await Assertions.Expect(console.Page.GetByRole(AriaRole.Heading, new() { Name = "二班" })).ToBeVisibleAsync();
        await OpenAsync(console, "东区一小");
        await DeleteAsync(console);
        await console.SeesAsync("还有 1 间教室");
        await console.IsAccessibleAsync();
        await console.Button("知道了").ClickAsync();

        await OpenAsync(console, "二班");
        await DeleteAsync(console);
        await console.DialogButton("删除").ClickAsync();
        await console.SeesAsync("还没有教室");
        await DeleteAsync(console);
        await console.DialogButton("删除").ClickAsync();
        await console.SeesAsync("这个区域还没有学校");
        await DeleteAsync(console);
        await console.DialogButton("删除").ClickAsync();
        await Assertions.Expect(console.Page).ToHaveURLAsync(new Regex("/fleet$"));
        await Assertions.Expect(console.Page.GetByRole(AriaRole.Main).GetByText("东区")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task ManyRooms_PageOnTheHubInTheOrderOfTheirNumbers_WithFiltersInTheAddress()
    {
        var region = (await district.Hub.PostAsync("regions", new { name = "西区" })).Text("id");
        var school = (await district.Hub.PostAsync("schools", new { name = "西区大校", regionId = region, kind = "junior", tier = "pilot" })).Text("id");
        foreach (var number in Enumerable.Range(1, 60).Reverse())
            await district.Hub.PostAsync("rooms", new { name = $"七年级（{number}）班", schoolId = school });

        await using var console = await district.OpenConsoleAsync($"/fleet/schools/{school}");
        var rooms = console.Page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Link);
        await console.SeesAsync("60 间教室");
        await Assertions.Expect(rooms.Nth(1)).ToHaveTextAsync("七年级（2）班");
        await Assertions.Expect(rooms.Nth(9)).ToHaveTextAsync("七年级（10）班");
        await console.Page.GetByRole(AriaRole.Listitem, new() { Name = "2", Exact = true }).ClickAsync();
        await Assertions.Expect(console.Page).ToHaveURLAsync(new Regex("page=2"));
        await Assertions.Expect(rooms.Last).ToHaveTextAsync("七年级（60）班");

        await console.Page.GetByPlaceholder("按教室或学校名称查找").FillAsync("（59）");
        await console.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(rooms).ToHaveCountAsync(1);
        await console.Page.ReloadAsync();
        await Assertions.Expect(rooms).ToHaveCountAsync(1);
        await console.Page.GetByRole(AriaRole.Combobox, new() { Name = "状态" }).ClickAsync();
        await console.Page.GetByTitle("离线", new() { Exact = true }).ClickAsync();
        await Assertions.Expect(console.Page).ToHaveURLAsync(new Regex("state=offline"));
        await console.SeesAsync("没有符合条件的教室");
        await Assertions.Expect(console.Page.Locator(".ant-select-dropdown:visible")).ToHaveCountAsync(0);
        await console.IsAccessibleAsync();
        await console.Button("清除筛选").ClickAsync();
        await console.SeesAsync("60 间教室");
    }

    private static async Task FillAsync(OpenPage console, string label, string name)
    {
        await console.Dialog().GetByLabel(label).FillAsync(name);
        await console.DialogButton("保存").ClickAsync();
        await Assertions.Expect(console.Dialog()).ToHaveCountAsync(0);
    }

    private static Task OpenAsync(OpenPage console, string name) =>
        console.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).First.ClickAsync();

    private static Task DeleteAsync(OpenPage console) =>
        console.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "删除", Exact = true }).ClickAsync();
}
