using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Tongtang.EdgeAgent.Playback;
using Tongtang.EdgeAgent.Sources;
using Tongtang.EdgeAgent.Tests.HubLink;
using Tongtang.Harness;
using Tongtang.Protocol.Programs;

namespace Tongtang.EdgeAgent.Tests.Playback;

/// <summary>The supervisor with programs that only look like browsers, and a clock that the test moves.</summary>
public sealed class DisplayLoopTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LogWatch _log = new();
    private readonly ManualTimeProvider _time = new();
    private readonly ChildProcesses _children = new();
    private readonly DisplayBoard _board;
    private DisplayLoop? _loop;

    public DisplayLoopTests() => _board = new DisplayBoard(_time);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_loop is not null) await _loop.StopAsync(CancellationToken.None);
    }

    public void Dispose()
    {
        _loop?.Dispose();
        _children.Dispose();
        _folder.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Browser_RunsWhileALessonIsShown()
    {
        await StartAsync("exec sleep 1000");
        Assert.Equal(0, Shown());
        _board.Wanted = true;
        await EventuallyAsync(() => Running() == 1);
        _board.Wanted = false;
        await EventuallyAsync(() => Running() == 0);
        Assert.Equal(1, Shown());
        Assert.Equal("", _board.Problem.Code);
    }

    [Fact]
    public async Task Browser_ThatEnds_ComesBack()
    {
        await StartAsync("echo no display >&2; exit 7");
        _board.Wanted = true;
        await EventuallyAsync(() => _board.Problem.Code == "browser_failed");
        Assert.Contains("ended with 7: no display", _board.Problem.Text);
        var before = Shown();
        await EventuallyAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return Shown() > before;
        });
    }

    [Fact]
    public async Task Browser_WhosePageHangs_IsReplaced()
    {
        await StartAsync("exec sleep 1000");
        _board.Wanted = true;
        await EventuallyAsync(() => Shown() == 1);
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(1, Shown());
        await EventuallyAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return Shown() == 2;
        });
    }

    [Fact]
    public void Page_OfAnEarlierBrowser_IsNoSignOfLife()
    {
        var first = _board.Open(TimeSpan.FromSeconds(30));
        Assert.True(_board.Hear(first));
        var second = _board.Open(TimeSpan.Zero);
        Assert.False(_board.Hear(first));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(5, _board.Silence.TotalSeconds, 0.1);
        Assert.True(_board.Hear(second));
        Assert.Equal(TimeSpan.Zero, _board.Silence);
    }

    [Theory]
    [InlineData("/nowhere/browser", ":1", "browser_none")]
    [InlineData("/bin/sh", "", "display_none")]
    public async Task WhatIsMissing_IsNamed(string browser, string screen, string code)
    {
        if (screen.Length == 0 && Environment.GetEnvironmentVariable("DISPLAY") is { Length: > 0 }) return;
        await StartAsync(new DisplayOptions { Browser = browser, Screen = screen });
        _board.Wanted = true;
        await EventuallyAsync(() => _board.Problem.Code == code);
    }

    [Fact]
    public async Task SwitchedOff_NothingIsStarted_AndNothingIsWrong()
    {
        await StartAsync(new DisplayOptions { Browser = "" });
        _board.Wanted = true;
        Assert.Equal((0, ""), (Shown(), _board.Problem.Code));
    }

    private Task StartAsync(string script)
    {
        var browser = _folder["browser.sh"];
        File.WriteAllText(browser, $"#!/bin/sh\necho $$ >> {_folder["pids"]}\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(browser, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return StartAsync(new DisplayOptions { Browser = browser, Screen = ":1" });
    }

    private Task StartAsync(DisplayOptions options)
    {
        _loop = new DisplayLoop(_board, options, _children, new DataFolder(_folder["data"]), new Server(), _time, _log.Logger<DisplayLoop>());
        return _loop.StartAsync(CancellationToken.None);
    }

    private int Shown() => _log.Lines.Count(line => line.Contains("is shown on the board", StringComparison.Ordinal));

    private int Running() => !File.Exists(_folder["pids"]) ? 0 : File.ReadAllLines(_folder["pids"]).Count(id => Directory.Exists($"/proc/{id}"));

    private static Task EventuallyAsync(Func<bool> what) => TestHub.EventuallyAsync(() => what() ? "" : null);

    private sealed class Server : IServer
    {
        public Server()
        {
            var addresses = new ServerAddressesFeature();
            addresses.Addresses.Add("http://127.0.0.1:8710");
            Features.Set<IServerAddressesFeature>(addresses);
        }

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public void Dispose()
        {
        }

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
