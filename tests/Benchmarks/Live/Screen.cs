using System.Text.Json;
using Microsoft.Playwright;

namespace Tongtang.Benchmarks.Live;

/// <summary>One picture that a page showed.</summary>
/// <param name="View">Whose, as the page names it.</param>
/// <param name="AtMs">When it was shown, Unix milliseconds.</param>
/// <param name="LateMs">How long before it was made, by the clock burned into it.</param>
internal sealed record Seen(string View, double AtMs, double LateMs);

/// <summary>A real Chromium whose pages tell what they show and when.</summary>
internal sealed class Screen : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Screen(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Screen> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            // A peer's page is made by the benchmark and has no address: Chromium would forbid it WebSockets to this machine.
            Args = ["--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets", "--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
        return new Screen(playwright, browser);
    }

    /// <summary>A page of a fresh profile, in a window of its own, so that it counts as looked at.</summary>
    /// <param name="session">Where to sign in first, and as whom; null: nowhere.</param>
    public async Task<ScreenPage> OpenAsync(Uri address, (Uri Hub, object Body)? session = null)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions { Locale = "zh-CN", ViewportSize = new ViewportSize { Width = 1280, Height = 720 } });
        if (session is { } to && await context.APIRequest.PostAsync(new Uri(to.Hub, "/api/v1/session").AbsoluteUri, new() { DataObject = to.Body }) is { Ok: false } refused)
            throw new InvalidOperationException(await refused.TextAsync());
        await context.AddInitScriptAsync(ScreenPage.Watcher);
        var page = await context.NewPageAsync();
        await page.GotoAsync(address.AbsoluteUri);
        return new ScreenPage(context, page);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}

internal sealed class ScreenPage(IBrowserContext context, IPage page) : IAsyncDisposable
{
    /// <summary>Reads the twenty squares at the foot of each picture of each video, while it is asked to.</summary>
    public const string Watcher = """
        (() => {
          const bits = 20, watched = new WeakSet();
          const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          window.seen = null;
          const watch = (video) => {
            const look = (now, frame) => {
              video.requestVideoFrameCallback(look);
              if (window.seen === null || !video.isConnected) return;
              const home = video.closest('[data-view],[data-source]');
              const [w, h] = [frame.width, frame.height];
              canvas.canvas.width = w; canvas.canvas.height = 4;
              canvas.drawImage(video, 0, h - h / 24, w, 4, 0, 0, w, 4);
              const line = canvas.getImageData(0, 2, w, 1).data;
              let clock = 0;
              for (let bit = 0; bit < bits; bit++) if (line[4 * Math.floor((bit + 0.5) * w / bits)] > 127) clock += 2 ** bit;
              window.seen.push([home?.dataset.view ?? home?.dataset.source ?? '', performance.timeOrigin + frame.expectedDisplayTime, clock]);
            };
            video.requestVideoFrameCallback(look);
          };
          setInterval(() => {
            for (const video of document.querySelectorAll('video')) {
              if (watched.has(video)) continue;
              watched.add(video);
              watch(video);
            }
          }, 50);
        })()
        """;

    private const int Period = 1 << 20;

    public IPage Page => page;

    /// <summary>From now on.</summary>
    public Task BeginAsync() => page.EvaluateAsync("() => { window.seen = []; }");

    /// <summary>What was shown since the last time.</summary>
    public async Task<IReadOnlyList<Seen>> TakeAsync(bool goOn)
    {
        var text = await page.EvaluateAsync<string>("goOn => { const all = JSON.stringify(window.seen ?? []); window.seen = goOn ? [] : null; return all; }", goOn);
        using var all = JsonDocument.Parse(text);
        return [.. all.RootElement.EnumerateArray().Select(one => new Seen(one[0].GetString()!, one[1].GetDouble(), Wrap(one[1].GetDouble() - one[2].GetDouble())))];
    }

    /// <summary>What it shows for so long, by the views' names.</summary>
    public async Task<ILookup<string, Seen>> WatchAsync(TimeSpan length)
    {
        await BeginAsync();
        await Task.Delay(length, TimeProvider.System);
        return (await TakeAsync(goOn: false)).ToLookup(one => one.View);
    }

    /// <summary>Milliseconds from a moment (Unix milliseconds) to the first picture that is not old.</summary>
    public async Task<double> FirstAfterAsync(double momentMs, Func<string> otherwise)
    {
        const double fresh = 2_000;
        for (var round = 0; round < 600; round++)
        {
            if ((await TakeAsync(goOn: true)).FirstOrDefault(one => one.AtMs > momentMs && one.LateMs is > 0 and < fresh) is { } first) return first.AtMs - momentMs;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
        throw new InvalidOperationException("No picture came back within a minute.\n" + otherwise());
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    /// <summary>The clock's twenty squares begin anew every 17 minutes.</summary>
    private static double Wrap(double milliseconds) => milliseconds - (Period * Math.Round(milliseconds / Period));
}
