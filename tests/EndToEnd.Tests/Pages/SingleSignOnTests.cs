using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>A teacher signs in at the district's identity provider, in a real browser, and out again.</summary>
public sealed class SingleSignOnTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Teacher_SignsInAtTheDistrict_IsWhoTheDistrictSays_AndSignsOutOfBoth()
    {
        await using var provider = await DistrictIdentity.StartAsync();
        await using var hub = await Hub.StartAsync([.. provider.Settings(("SingleSignOn:Name", "东城教育云")).Select(setting => $"{setting.Key}={setting.Value}")]);
        await provider.KnowsAsync(hub.Address);
        await hub.CreateRoomAsync("统一认证教室");
        var school = (await hub.GetAsync("schools")).List("items").First().Text("name");
        await provider.HasAsync("wang", new { preferred_username = "王老师", realm_access = new { roles = new[] { "teacher" } }, school });
        await provider.HasAsync("visitor", new { preferred_username = "访客" });

        await using var console = await browser.OpenAsync(new Uri(hub.Address, "/recordings"));
        console.Expected.Add("401");
        console.Expected.Add("403");
        // The provider's pages ask for a font and a picture that are not there.
        await console.Page.Context.RouteAsync(
            url => !new Uri(url).IsLoopback || url.StartsWith(provider.Issuer + "favicon", StringComparison.Ordinal), route => route.FulfillAsync(new RouteFulfillOptions { Status = 204 }));
        await Assertions.Expect(console.Page).ToHaveURLAsync(new Regex("/login"));
        await console.SeesAsync("使用东城教育云登录");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-sign-in-district");

        await console.Button("使用东城教育云登录").ClickAsync();
        await PassAsync(console.Page, "visitor");
        await console.SeesAsync("还没有任何角色");
        await console.IsAccessibleAsync();
        await console.ScreenshotAsync("console-sign-in-district-refused");

        await console.Page.Context.ClearCookiesAsync();
        await console.Button("返回登录").ClickAsync();
        await console.Button("使用东城教育云登录").ClickAsync();
        await PassAsync(console.Page, "wang");
        await Assertions.Expect(console.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex($"王老师.*{school}") })).ToBeVisibleAsync();

        await console.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("王老师") }).ClickAsync();
        await console.Page.GetByRole(AriaRole.Menuitem, new() { Name = "退出登录" }).ClickAsync();
        await console.Page.WaitForURLAsync(url => url.StartsWith(provider.Issuer.AbsoluteUri, StringComparison.Ordinal));
        await console.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("Yes", RegexOptions.IgnoreCase) }).ClickAsync();
        await Assertions.Expect(console.Page).ToHaveURLAsync(new Regex(Regex.Escape(hub.Address.AbsoluteUri) + "login"));
    }

    /// <summary>The provider's own pages: a name, any password, and leave to say who it is.</summary>
    private static async Task PassAsync(IPage page, string name)
    {
        await page.GetByPlaceholder("Enter any login").FillAsync(name);
        await page.GetByPlaceholder("and password").FillAsync("whatever");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign-in" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
    }
}
