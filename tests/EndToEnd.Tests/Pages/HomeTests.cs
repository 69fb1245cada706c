using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>The first page of somebody who is in charge of a district of 35 schools and 300 rooms.</summary>
public sealed partial class HomeTests(Browser browser) : IClassFixture<Browser>
{
    /// <summary>Of code and styles, compressed, until the page stands.</summary>
    private const int MostBytes = 400_000;

    private const string Fetched = "() => performance.getEntriesByType('resource').filter(({ name }) => /\\.(js|css)$/.test(name)).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)";

    [Fact]
    public async Task Home_Of300Rooms_IsReadInBothLanguages_WideAndNarrow()
    {
        await using var hub = await Hub.StartAsync();
        var token = SetupTokens().Match(hub.Log).Groups[1].Value;
        (await hub.Http.PostAsJsonAsync("/api/v1/setup", new { token, user = District.User, password = District.Password })).EnsureSuccessStatusCode();
        foreach (var language in new[] { "zh-CN", "en-US" })
        {
            foreach (var (width, height) in new[] { (1280, 720), (390, 844) })
            {
                await using var console = await browser.OpenAsync(new Uri("about:blank"), language, width, height);
                var answer = await console.Page.APIRequest.PostAsync(new Uri(hub.Address, "/api/v1/session").AbsoluteUri, new() { DataObject = new { user = District.User, password = District.Password } });
                Assert.True(answer.Ok, await answer.TextAsync());
                await ImportAsync(hub, console);
                await console.GoAsync(hub, "/");
                await Assertions.Expect(console.Page.Locator("main table tbody tr a").First).ToBeVisibleAsync();
                await PictureAsync(console, "home", language, width);
                await console.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
                await Assertions.Expect(console.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
                await PictureAsync(console, "home-dark", language, width);
                await console.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
                Assert.InRange(await console.Page.EvaluateAsync<long>(Fetched), 100_000, MostBytes);
                foreach (var (path, name) in new[] { ("/fleet/import", "fleet-import-page"), ("/rooms?tag=%E5%BD%95%E6%92%AD", "rooms-tagged") })
                {
                    await console.GoAsync(hub, path);
                    await Assertions.Expect(console.Page.Locator("main table tbody tr:not([aria-hidden])").First).ToBeVisibleAsync();
                    await PictureAsync(console, name, language, width);
                }
            }
        }
    }

    private static async Task PictureAsync(OpenPage console, string name, string language, int width)
    {
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync($"console-{name}-{language[..2]}-{width}");
    }

    /// <summary>Again when it is there already: nothing new is made.</summary>
    private static async Task ImportAsync(Hub hub, OpenPage console)
    {
        var rows = string.Join('\n', Enumerable.Range(0, 300).Select(i => $"{"东西南北"[i % 35 % 4]}区,{"东西南北"[i % 35 % 4]}区第{(i % 35) + 1}小学,小学,{i + 1} 教室,{(i % 10 == 0 ? "录播" : "")}"));
        var content = Convert.ToBase64String(Encoding.UTF8.GetBytes("区域,学校,学校类型,教室,教室标签\n" + rows));
        var import = await console.Page.APIRequest.PostAsync(new Uri(hub.Address, "/api/v1/fleet/imports").AbsoluteUri, new() { DataObject = new { fileName = "全区教室.csv", content, dryRun = false } });
        Assert.True(import.Ok, await import.TextAsync());
    }

    [GeneratedRegex("/setup#token=([A-Za-z0-9_-]+)", RegexOptions.NonBacktracking)]
    private static partial Regex SetupTokens();
}
