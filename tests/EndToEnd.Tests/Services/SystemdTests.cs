using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Services;

/// <summary>The unit files, and the real programs under something that listens as systemd does.</summary>
public sealed partial class SystemdTests
{
    public static TheoryData<string> Units => new("tongtang-agent", "tongtang-hub");

    [Theory]
    [MemberData(nameof(Units))]
    public async Task Unit_IsUnderstoodAndRestartsWhateverHappens(string unit)
    {
        var lines = await File.ReadAllLinesAsync(UnitFile(unit));
        Assert.Contains("Type=notify", lines);
        Assert.Contains("Restart=always", lines);
        Assert.Contains("StartLimitIntervalSec=0", lines);
        Assert.Contains(lines, line => line.StartsWith("WatchdogSec=", StringComparison.Ordinal));
        Assert.Contains("NoNewPrivileges=yes", lines);
        Assert.Contains("ProtectSystem=strict", lines);
        Assert.Contains("User=tongtang", lines);
        Assert.Contains(lines, line => line.StartsWith("StateDirectory=tongtang/", StringComparison.Ordinal));
        if (!File.Exists("/usr/bin/systemd-analyze")) return;
        using var folder = new TemporaryFolder();
        // The program is not installed here; everything else is looked at as it is.
        await File.WriteAllLinesAsync(folder[$"{unit}.service"], lines.Select(line => ExecStart().Replace(line, "ExecStart=/bin/true ")));
        var (exitCode, output, error) = await Programs.TryRunAsync("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", folder[$"{unit}.service"]);
        Assert.True(exitCode == 0, output + error);
        Assert.DoesNotContain(unit, output + error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Units))]
    public async Task Program_StartedAsItsUnitSays_TellsReadyAliveAndStopping(string unit)
    {
        using var folder = new TemporaryFolder();
        var told = new ConcurrentQueue<string>();
        using var systemd = Listen(folder["notify"], told);
        await File.WriteAllTextAsync(folder["settings.json"], "{}");
        using var program = Start(unit, folder);
        await Eventually.TrueAsync(
            () => told.Count(state => state == "WATCHDOG=1") >= 3 && told.Contains("READY=1"), TimeSpan.FromSeconds(30), () => $"told {string.Join(' ', told)}");
        // Somebody who cannot go on does not say that all is well.
        await Programs.RunAsync("kill", "-STOP", $"{program.Id}");
        await Eventually.LessonGoesOnAsync(0.5);
        told.Clear();
        await Eventually.LessonGoesOnAsync(3);
        Assert.Empty(told);
        await Programs.RunAsync("kill", "-CONT", $"{program.Id}");
        await Eventually.TrueAsync(() => told.Contains("WATCHDOG=1"), TimeSpan.FromSeconds(30), () => "not alive again");
        await Programs.RunAsync("kill", "-TERM", $"{program.Id}");
        await program.WaitForExitAsync();
        Assert.Equal(0, program.ExitCode);
        await Eventually.TrueAsync(() => told.Contains("STOPPING=1"), TimeSpan.FromSeconds(5), () => $"told {string.Join(' ', told)}");
    }

    [Fact]
    public async Task Account_OfTheUnits_IsMade()
    {
        if (!File.Exists("/usr/bin/systemd-sysusers")) return;
        using var machine = new TemporaryFolder();
        Directory.CreateDirectory(machine["etc"]);
        Directory.CreateDirectory(machine["usr/lib/sysusers.d"]);
        File.Copy(Path.Combine(Programs.Root, "packaging", "linux", "tongtang.sysusers"), machine["usr/lib/sysusers.d/tongtang.conf"]);
        await Programs.RunAsync("systemd-sysusers", $"--root={machine.Path}");
        Assert.Contains(await File.ReadAllLinesAsync(machine["etc/passwd"]), line => line.StartsWith("tongtang:", StringComparison.Ordinal) && line.EndsWith("nologin", StringComparison.Ordinal));
    }

    private static string UnitFile(string unit) => Path.Combine(Programs.Root, "packaging", "linux", $"{unit}.service");

    /// <summary>With the very words of its unit, but for the folders; three signs of life a second and a half.</summary>
    private static Process Start(string unit, TemporaryFolder folder)
    {
        var words = File.ReadAllLines(UnitFile(unit)).Single(line => line.StartsWith("ExecStart=", StringComparison.Ordinal)).Split(' ')[1..]
            .Select(word => word.StartsWith("/var/", StringComparison.Ordinal) ? folder["data"] : word.StartsWith("/etc/", StringComparison.Ordinal) ? folder["settings.json"] : word);
        var (program, further) = unit == "tongtang-agent" ? (Programs.EdgeAgent, Array.Empty<string>()) : (Programs.HubServer, ["--agents-listen", $"https://127.0.0.1:{Programs.FreePort()}"]);
        return Process.Start(new ProcessStartInfo("dotnet", [program, .. words, "--listen", $"http://127.0.0.1:{Programs.FreePort()}", .. further])
        {
            Environment = { ["NOTIFY_SOCKET"] = folder["notify"], ["WATCHDOG_USEC"] = "1500000" },
            RedirectStandardOutput = false,
        })!;
    }

    private static Socket Listen(string path, ConcurrentQueue<string> told)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        _ = Task.Factory.StartNew(
            () =>
            {
                var buffer = new byte[256];
                try
                {
                    while (true) told.Enqueue(Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer)));
                }
                catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
                {
                    // The test is over.
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return socket;
    }

    [GeneratedRegex(@"^ExecStart=\S+ ", RegexOptions.NonBacktracking)]
    private static partial Regex ExecStart();
}
