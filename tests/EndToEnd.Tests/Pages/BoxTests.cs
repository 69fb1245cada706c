using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>Boxes that join, are replaced, fall away and come back, as the console and their panels show it.</summary>
[Collection(DistrictCollection.Name)]
public sealed class BoxTests(District district)
{
    private static readonly object s_camera = new { Name = "teacher", Kind = "test", Role = "teacher", Width = 320, Height = 180, FramesPerSecond = 10 };

    [Fact]
    public async Task JoinFile_OnAnotherBox_ReplacesTheOldOneWhichSaysSo()
    {
        var hub = district.Hub;
        var (old, room) = await Box.StartEnrolledAsync(hub, s_camera);
        await using var oldBox = old;
        await using var newBox = await Box.StartAsync(s_camera);
        await using var console = await district.OpenConsoleAsync($"/rooms/{room}");
        using var stick = new TemporaryFolder();

        await console.Button("生成加入码").ClickAsync();
        await console.SeesAsync("旧盒子的证书立即作废");
        await console.DialogButton("生成并准备替换").ClickAsync();
        var download = await console.Page.RunAndWaitForDownloadAsync(() => console.DialogButton("下载 U 盘文件").ClickAsync());
        Assert.Equal("tongtang-join.json", download.SuggestedFilename);
        await download.SaveAsAsync(stick["tongtang-join.json"]);
        await console.IsAccessibleAsync();

        await using var panel = await district.Browser.OpenAsync(newBox.Address);
        await EnterPinAsync(panel, "246810", first: true);
        await panel.Page.Locator("input[type=file]").SetInputFilesAsync(stick["tongtang-join.json"]);
        await panel.SeesAsync("已读取");
        await panel.IsAccessibleAsync();
        await panel.Button("加入").ClickAsync();
        await panel.SeesAsync("教室已上线");
        await console.SeesAsync("盒子已接入");
        await console.ScreenshotAsync("console-box-replaced");

        await using var oldPanel = await district.Browser.OpenAsync(oldBox.Address);
        await oldPanel.SeesAsync("已被替换");
        await oldPanel.SeesAsync("这个班级盒子已被替换");
        await oldPanel.ScreenshotAsync("panel-replaced");
        await oldPanel.IsAccessibleAsync();
    }

    [Fact]
    public async Task Pin_WrongOnes_KeepTheSettingsShut()
    {
        await using var box = await Box.StartAsync(s_camera);
        await using var panel = await district.Browser.OpenAsync(box.Address);
        panel.Expected.Add("401");
        panel.Expected.Add("403");
        await EnterPinAsync(panel, "246810", first: true);
        await panel.SeesAsync("选择加入文件");
        await panel.Button("退出设置").ClickAsync();
        await panel.SeesAsync("请输入安装密码");
        await panel.Page.Keyboard.TypeAsync("111111");
        await panel.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(panel.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync(new Regex("\\S"));
        await panel.SeesNotAsync("选择加入文件");
        await panel.IsAccessibleAsync();
        await panel.Page.Keyboard.TypeAsync("246810");
        await panel.Page.Keyboard.PressAsync("Enter");

        await panel.Page.GetByRole(AriaRole.Tab, new() { Name = "画面来源" }).ClickAsync();
        await panel.Button("添加来源").ClickAsync();
        await panel.Button("保存").ClickAsync();
        await panel.SeesAsync("名称只能用小写字母");
        await panel.IsAccessibleAsync();
        await panel.Page.GetByLabel("类型").SelectOptionAsync("test");
        await panel.Page.GetByLabel("名称").FillAsync("screen");
        await panel.Page.GetByLabel("用途").SelectOptionAsync("screen");
        await panel.Button("保存").ClickAsync();
        await panel.SeesAsync("测试画面 · screen");
        await box.SourceIsAsync("screen", "warm");
    }

    [Theory]
    [InlineData(1080, 1920, "zh-CN")]
    [InlineData(1080, 1920, "en")]
    [InlineData(390, 844, "en")]
    public async Task Panel_Upright_NamesTheWholeRoomAndCutsNothingOfItsHeader(int width, int height, string language)
    {
        await using var panel = await district.Browser.OpenAsync(district.Box.Address, language, width, height);
        await Assertions.Expect(panel.Page.Locator(".place")).Not.ToBeEmptyAsync();
        // A name as long as they come, and everything that ever stands in the header beside it.
        var cut = await panel.Page.EvaluateAsync<string[]>(
            """
            () => {
              document.querySelector('.place').append(' 城关镇中心小学三年级（2）班');
              const live = document.querySelector('.pill').cloneNode(true);
              document.querySelector('.pill').after(live);
              const header = document.querySelector('.header').getBoundingClientRect();
              const within = ({ left, right, bottom }) => left >= 0 && right <= innerWidth + 1 && bottom <= header.bottom + 1;
              return [...document.querySelectorAll('.header *')]
                .filter((one) => !within(one.getBoundingClientRect()) || (one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1))
                .map((one) => one.textContent);
            }
            """);
        Assert.Empty(cut);
        await panel.IsAccessibleAsync();
    }

    [Fact]
    public async Task HubAndBox_Gone_AreShownAndComeBackByThemselves()
    {
        await using var console = await district.OpenConsoleAsync($"/rooms/{district.Room}");
        await using var panel = await district.Browser.OpenAsync(district.Box.Address);
        foreach (var open in new[] { console, panel }) open.Expected.AddRange(["net::ERR", "Failed to load"]);
        await panel.SeesAsync("已连接中心");

        await district.Hub.KillAsync();
        await console.SeesAsync("实时更新已断开");
        await panel.SeesAsync("网络断开，可以照常录制");
        await console.ScreenshotAsync("console-hub-gone");
        await panel.ScreenshotAsync("panel-offline");
        await console.IsAccessibleAsync();
        await district.Hub.StartAgainAsync();
        await Assertions.Expect(console.Page.GetByText("实时更新已断开")).ToHaveCountAsync(0, new() { Timeout = 20_000 });
        await Assertions.Expect(panel.Page.GetByText("已连接中心")).ToBeVisibleAsync(new() { Timeout = 40_000 });

        await district.Box.KillAsync();
        await Assertions.Expect(console.Page.GetByRole(AriaRole.Main).GetByText(new Regex("^离线")).First).ToBeVisibleAsync(new() { Timeout = 40_000 });
        await panel.SeesAsync("班级盒子没有应答");
        await console.SeesAsync("班级盒子离线，恢复连接后才能远程操作");
        await console.ScreenshotAsync("console-box-offline");
        await district.Box.StartAgainAsync();
        await Assertions.Expect(console.Page.GetByText("待机，没有在录制")).ToBeVisibleAsync(new() { Timeout = 40_000 });
        await panel.SeesNotAsync("班级盒子没有应答");
    }

    private static async Task EnterPinAsync(OpenPage panel, string pin, bool first)
    {
        await panel.ButtonLike("设置").ClickAsync();
        for (var time = 0; time < (first ? 2 : 1); time++)
        {
            await panel.SeesAsync(time == 0 ? "安装密码" : "请再输入一次");
            await panel.Page.Keyboard.TypeAsync(pin);
            await panel.Page.Keyboard.PressAsync("Enter");
        }
    }
}
