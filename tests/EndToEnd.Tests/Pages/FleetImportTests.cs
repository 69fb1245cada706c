using System.Text;
using Microsoft.Playwright;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>A district's rooms from one file: what is wrong is named, what is right is made, and it can be taken back.</summary>
[Collection(DistrictCollection.Name)]
public sealed class FleetImportTests(District district)
{
    [Fact]
    public async Task File_IsChecked_Imported_FoundByItsTags_AndUndone()
    {
        await using var console = await district.OpenConsoleAsync("/fleet");
        await console.Button("批量导入").ClickAsync();
        await console.SeesAsync("下载模板");
        await console.IsAccessibleAsync();

        await PickAsync(console, "区域,学校,学校类型,教室,教室标签\n北区,北区一小,大学,101,\n北区,,,102,\n");
        await console.SeesAsync("有 2 处错误");
        await console.SeesAsync("学校类型不对");
        await console.SeesAsync("中心校、教学点、小学");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-fleet-import-faults");

        await PickAsync(console, "区域,学校,学校类型,教室,教室标签\n北区,北区一小,小学,101,录播教室\n北区,北区一小,,102,\n");
        await console.SeesAsync("将新建 1 个区域、1 所学校、2 间教室");
        await console.Button("导入").ClickAsync();
        await console.SeesAsync("已新建 1 个区域、1 所学校、2 间教室");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-fleet-import");

        await console.GoAsync(district.Hub, "/rooms?tag=录播教室");
        await console.SeesAsync("1 间教室");
        await Assertions.Expect(console.Page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Link, new() { Name = "101", Exact = true })).ToBeVisibleAsync();
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-rooms-by-tag");

        await console.GoAsync(district.Hub, "/fleet/import");
        await console.Button("撤销").First.ClickAsync();
        await console.DialogButton("撤销").ClickAsync();
        await Assertions.Expect(console.Dialog().Filter(new() { HasText = "已删除 4 项" })).ToBeVisibleAsync();
        await console.IsAccessibleAsync();
    }

    private static Task PickAsync(OpenPage console, string table) => console.Page.Locator("input[type=file]").SetInputFilesAsync(
        new FilePayload { Name = "教室.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(table) });
}
