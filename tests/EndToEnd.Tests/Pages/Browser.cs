using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Tongtang.Harness.Processes;
using Xunit.Sdk;

namespace Tongtang.EndToEnd.Tests.Pages;

/// <summary>A real Chromium, one for all tests of a class; every error that a page logs fails its test.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A page of a fresh profile.</summary>
    internal async Task<OpenPage> OpenAsync(Uri address, string language = "zh-CN", int width = 1280, int height = 720)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            Locale = language,
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(15_000);
        var open = new OpenPage(context, page);
        await page.GotoAsync(address.AbsoluteUri);
        return open;
    }
}

/// <summary>One page; disposing it fails when the page logged an error.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _errors = [];

    public OpenPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error") _errors.Add($"{message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => _errors.Add(error);
    }

    public IPage Page { get; }

    /// <summary>Errors that contain this text are part of the test.</summary>
    public List<string> Expected { get; } = [];

    /// <summary>Keeps a picture for people, named after what it shows.</summary>
    public Task ScreenshotAsync(string name) => Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Programs.Artefacts, name + ".png") });

    /// <summary>No violation of WCAG 2.2 AA that axe can see.</summary>
    public async Task IsAccessibleAsync()
    {
        // What is still fading in, or is about to, has not yet the colours that it will have.
        await Page.EvaluateAsync("""
            async () => {
              const moving = () => document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity && one.playState === 'running');
              for (let still = 0; still < 5; ) {
                const now = moving();
                await Promise.allSettled(now.map((one) => one.finished));
                await new Promise((next) => requestAnimationFrame(next));
                still = now.length === 0 ? still + 1 : 0;
              }
            }
            """);
        var result = await Page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } });
        var violations = result.Violations.Select(v => $"{v.Id}: {v.Help} at {string.Join(" | ", v.Nodes.Take(5).Select(n => n.Html))}").ToList();
        if (violations.Count > 0) throw new XunitException($"{Page.Url}:\n{string.Join('\n', violations)}");
    }

    /// <summary>Presses play; then the first picture's time moves on by more than two seconds without leaps.</summary>
    public async Task PlaysAsync()
    {
        await Page.WaitForFunctionAsync("() => { const video = document.querySelector('video'); return video && video.readyState >= 3 && video.videoWidth > 0; }");
        await Page.GetByRole(AriaRole.Button, new() { Name = "播放", Exact = true }).ClickAsync();
        var start = await Page.EvaluateAsync<double>("() => document.querySelector('video').currentTime");
        await Page.WaitForFunctionAsync("start => document.querySelector('video').currentTime > start + 2", start);
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        var unexpected = _errors.Where(e => !Expected.Exists(e.Contains)).ToList();
        if (unexpected.Count > 0) throw new XunitException("The page logged errors:\n" + string.Join('\n', unexpected));
    }
}
