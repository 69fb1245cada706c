using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>A hub with its administrator and the box of one room, shared by all who walk the pages.</summary>
public sealed partial class District : IAsyncLifetime
{
    internal const string User = "district";
    internal const string Password = "correct horse battery";

    internal Browser Browser { get; } = new();

    internal Hub Hub { get; private set; } = null!;

    internal Box Box { get; private set; } = null!;

    internal string Room { get; private set; } = "";

    public async Task InitializeAsync()
    {
        // As long as the pages' own time-outs: a busy machine is not a mistake of the page.
        Assertions.SetDefaultExpectTimeout(15_000);
        await Browser.InitializeAsync();
        Hub = await Hub.StartAsync();
        var token = SetupTokens().Match(Hub.Log).Groups[1].Value;
        (await Hub.Http.PostAsJsonAsync("/api/v1/setup", new { token, user = User, password = Password })).EnsureSuccessStatusCode();
        (Box, Room) = await Box.StartEnrolledAsync(Hub);
    }

    public async Task DisposeAsync()
    {
        await Box.DisposeAsync();
        await Hub.DisposeAsync();
        await Browser.DisposeAsync();
    }

    /// <summary>The console as somebody who is signed in sees it.</summary>
    internal async Task<OpenPage> OpenConsoleAsync(string path, string user = User, string password = Password)
    {
        var console = await Browser.OpenAsync(new Uri("about:blank"));
        // A room's picture, and a recording's first segment, are asked for before they are there.
        console.Expected.Add("/pictures/");
        var answer = await console.Page.APIRequest.PostAsync(new Uri(Hub.Address, "/api/v1/session").AbsoluteUri, new() { DataObject = new { user, password } });
        Assert.True(answer.Ok, await answer.TextAsync());
        await console.GoAsync(Hub, path);
        return console;
    }

    [GeneratedRegex("/setup#token=([A-Za-z0-9_-]+)", RegexOptions.NonBacktracking)]
    private static partial Regex SetupTokens();
}

[CollectionDefinition(Name)]
public sealed class DistrictCollection : ICollectionFixture<District>
{
    public const string Name = "district";
}

internal static class Walking
{
    public static Task GoAsync(this OpenPage console, Hub hub, string path) => console.Page.GotoAsync(new Uri(hub.Address, path).AbsoluteUri);

    public static ILocator Button(this OpenPage open, string name) => open.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>A button whose name begins so: keys and states stand behind it.</summary>
    public static ILocator ButtonLike(this OpenPage open, string start) =>
        open.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^" + Regex.Escape(start)) });

    public static ILocator Dialog(this OpenPage open) => open.Page.GetByRole(AriaRole.Dialog);

    public static ILocator DialogButton(this OpenPage open, string name) => open.Dialog().GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public static Task SeesAsync(this OpenPage open, string text) => Assertions.Expect(open.Page.GetByText(text).First).ToBeVisibleAsync();

    public static Task SeesNotAsync(this OpenPage open, string text) => Assertions.Expect(open.Page.GetByText(text)).ToHaveCountAsync(0);
}
