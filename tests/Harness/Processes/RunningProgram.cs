using System.Collections.Concurrent;
using System.Diagnostics;

namespace Tongtang.Harness.Processes;

/// <summary>
/// One of our programs as a process that a test may kill and start again on the same data. What it prints is kept, so
/// that a failed test can show it.
/// </summary>
internal sealed class RunningProgram(string[] command, Uri address) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    public int ProcessId => _process!.Id;

    /// <summary>
    /// By how much the program's wall clock differs from the machine's (libfaketime); its monotonic clock is right. Null:
    /// it has the machine's clock. Set once it runs with one of its own, it steps.
    /// </summary>
    public TimeSpan? ClockOffset
    {
        get;
        set
        {
            field = value;
            if (value is not { } offset) return;
            var next = _folder["clock.next"];
            File.WriteAllText(next, FormattableString.Invariant($"{offset.TotalSeconds:+0;-0}\n"));
            File.Move(next, _folder["clock"], overwrite: true);
        }
    }

    /// <summary>What the program takes for the id of the machine's boot; null: the machine's. For the next start.</summary>
    public string? BootId { get; set; }

    public string Log => string.Join('\n', _lines);

    public async Task StartAsync()
    {
        _process = new Process { StartInfo = StartInfo() };
        if (ClockOffset is not null) FakeTheClock(_process.StartInfo.Environment);
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.TrueAsync(AnswersAsync, StartLimit, () => $"{command[0]} did not answer at {address}:\n{Log}");
    }

    /// <summary>SIGKILL: no goodbye, as when the power goes (but for the page cache).</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _folder.Dispose();
    }

    private ProcessStartInfo StartInfo()
    {
        if (BootId is null) return new ProcessStartInfo("dotnet", command) { RedirectStandardOutput = true, RedirectStandardError = true };
        File.WriteAllText(_folder["boot_id"], BootId + "\n");
        return new ProcessStartInfo("unshare", ["-m", "sh", "-c", "mount --bind \"$0\" /proc/sys/kernel/random/boot_id && exec dotnet \"$@\"", _folder["boot_id"], .. command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private async Task EndAsync()
    {
        if (_process is null) return;
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException e)
        {
            await KillAsync();
            throw new InvalidOperationException($"{command[0]} did not end within 20 s of SIGTERM:\n{Log}", e);
        }
        _process.Dispose();
        _process = null;
    }

    private void FakeTheClock(IDictionary<string, string?> environment)
    {
        environment["LD_PRELOAD"] = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
        environment["FAKETIME_TIMESTAMP_FILE"] = _folder["clock"];
        environment["FAKETIME_NO_CACHE"] = "1";
        environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
        // Its shared memory is for starting one clock in many processes; a difference needs none.
        environment["FAKETIME_DISABLE_SHM"] = "1";
    }

    private async Task<bool> AnswersAsync()
    {
        if (_process!.HasExited) throw new InvalidOperationException($"{command[0]} ended with {_process.ExitCode}:\n{Log}");
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        try
        {
            using var response = await client.GetAsync(new Uri(address, "/healthz"));
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        while (_lines.Count > 2000) _lines.TryDequeue(out _);
    }
}
