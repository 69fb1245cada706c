using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>Accounts and tokens, as the people who have them use them.</summary>
[Collection(DistrictCollection.Name)]
public sealed class PeopleTests(District district)
{
    private Hub Hub => district.Hub;

    [Fact]
    public async Task SchoolAccount_ByItsLink_SeesItsSchoolChangesItsPasswordAndLeaves()
    {
        var school = await CreateSchoolAsync("望江小学");
        await Hub.PostAsync("rooms", new { name = "望江一班", schoolId = school });
        var link = (await Programs.RunAsync("dotnet", Programs.HubServer, "account", "create", "--data", Hub.DataFolder, "--name", "office", "--scope", $"school:{school}")).Trim();

        await using var console = await district.Browser.OpenAsync(new Uri(Hub.Address, new Uri(link).PathAndQuery + new Uri(link).Fragment));
        console.Expected.Add("401");
        console.Expected.Add("404");
        await console.IsAccessibleAsync();
        await FillPasswordsAsync(console.Page, "first long password");
        await console.Button("设置并登录").ClickAsync();

        await Assertions.Expect(console.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("office.*望江小学") })).ToBeVisibleAsync();
        await console.GoAsync(Hub, "/rooms");
        await console.SeesAsync("望江一班");
        await Assertions.Expect(console.Page.GetByRole(AriaRole.Table).GetByRole(AriaRole.Link, new() { Name = "望江小学" })).ToHaveCountAsync(1);
        await console.SeesAsync("1 间教室");
        await console.GoAsync(Hub, $"/rooms/{district.Room}");
        await console.SeesAsync("没有找到");

        await ChooseAsync(console, "office", "修改密码");
        await console.Dialog().GetByLabel("现在的密码").FillAsync("first long password");
        await FillPasswordsAsync(console.Page, "second long password", skip: 1);
        await console.DialogButton("保存").ClickAsync();
        await console.SeesAsync("密码已修改");
        await ChooseAsync(console, "office", "退出登录");
        await Assertions.Expect(console.Page).ToHaveURLAsync(new Regex("/login$"));

        await console.GoAsync(Hub, "/recordings?state=complete");
        await Assertions.Expect(console.Page).ToHaveURLAsync(new Regex("/login\\?next="));
        await SignInAsync(console, "office", "first long password");
        await console.SeesAsync("用户名或密码不对");
        await SignInAsync(console, "office", "second long password");
        await Assertions.Expect(console.Page).ToHaveURLAsync(new Regex("/recordings\\?state=complete$"));
    }

    [Fact]
    public async Task Token_MadeForASchool_IsShownOnceSeesThatSchoolAndCanBeRevoked()
    {
        var school = await CreateSchoolAsync("滨河小学");
        await using var console = await district.OpenConsoleAsync("/tokens");
        await console.Button("新建令牌").First.ClickAsync();
        await console.Dialog().GetByLabel("用途").FillAsync("资源平台");
        await console.Dialog().GetByText("一所学校").ClickAsync();
        await console.Dialog().GetByRole(AriaRole.Combobox, new() { Name = "学校" }).ClickAsync();
        await console.Page.GetByText("滨河小学 · ").ClickAsync();
        await console.IsAccessibleAsync();
        await console.DialogButton("新建令牌").ClickAsync();
        var secret = await console.Dialog().Locator("code").TextContentAsync();
        await console.Button("我已保存").ClickAsync();
        var row = console.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "资源平台" });
        await Assertions.Expect(row).ToContainTextAsync("滨河小学");
        Assert.DoesNotContain(secret!, await console.Page.ContentAsync(), StringComparison.Ordinal);

        using var program = new HttpClient { BaseAddress = Hub.Address };
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync(new Uri($"/api/v1/schools/{school}", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await program.GetAsync(new Uri($"/api/v1/rooms/{district.Room}", UriKind.Relative))).StatusCode);

        await row.GetByRole(AriaRole.Button, new() { Name = "撤销" }).ClickAsync();
        await console.DialogButton("撤销").ClickAsync();
        await Assertions.Expect(row).ToHaveCountAsync(0);
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync(new Uri($"/api/v1/schools/{school}", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task TwoTabs_ShareOneEventStream_AndTheSecondTakesOver()
    {
        await using var first = await district.OpenConsoleAsync("/healthz");
        var streams = 0;
        first.Page.Context.Request += (_, request) => streams += request.Url.EndsWith("/api/v1/events", StringComparison.Ordinal) ? 1 : 0;
        await first.GoAsync(Hub, $"/rooms/{district.Room}");
        await Eventually.TrueAsync(() => streams == 1, TimeSpan.FromSeconds(5), () => "the first tab opened no stream");
        await using var second = new OpenPage(first.Page.Context, await first.Page.Context.NewPageAsync());
        second.Expected.Add("/pictures/");
        await second.GoAsync(Hub, $"/rooms/{district.Room}");
        await Assertions.Expect(second.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();

        await RenameAsync("两页同看");
        await Assertions.Expect(first.Page.GetByRole(AriaRole.Heading, new() { Name = "两页同看" })).ToBeVisibleAsync();
        await Assertions.Expect(second.Page.GetByRole(AriaRole.Heading, new() { Name = "两页同看" })).ToBeVisibleAsync();
        Assert.Equal(1, streams);

        await first.Page.CloseAsync();
        await Eventually.TrueAsync(() => streams == 2, TimeSpan.FromSeconds(5), () => "the second tab opened no stream");
        await RenameAsync("一页独看");
        await Assertions.Expect(second.Page.GetByRole(AriaRole.Heading, new() { Name = "一页独看" })).ToBeVisibleAsync();
        await second.SeesNotAsync("实时更新已断开");
    }

    private async Task RenameAsync(string name)
    {
        using var response = await Hub.Http.PatchAsync(new Uri($"/api/v1/rooms/{district.Room}", UriKind.Relative), System.Net.Http.Json.JsonContent.Create(new { name }));
        await response.JsonAsync();
    }

    private async Task<string> CreateSchoolAsync(string name)
    {
        var region = (await Hub.GetAsync("regions")).List("items").First().Text("id");
        return (await Hub.PostAsync("schools", new { name, regionId = region, kind = "primary", tier = "none" })).Text("id");
    }

    private static async Task FillPasswordsAsync(IPage page, string password, int skip = 0)
    {
        await page.Locator("input[type=password]").Nth(skip).FillAsync(password);
        await page.Locator("input[type=password]").Nth(skip + 1).FillAsync(password);
    }

    private static async Task ChooseAsync(OpenPage console, string user, string item)
    {
        await console.ButtonLike(user).ClickAsync();
        await console.Page.GetByRole(AriaRole.Menuitem, new() { NameRegex = new Regex(item) }).ClickAsync();
    }

    private static async Task SignInAsync(OpenPage console, string user, string password)
    {
        await console.Page.GetByLabel("用户名").FillAsync(user);
        await console.Page.Locator("input[type=password]").FillAsync(password);
        await console.Button("登录").ClickAsync();
    }
}
