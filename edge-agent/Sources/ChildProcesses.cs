using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Tongtang.EdgeAgent.Sources;

/// <summary>
/// Starts the programs that capture so that none outlives the agent, however it ends, and so that each can be killed
/// with all it started. Linux: a session of its own, and the kernel kills it when its parent is gone. Windows: a job
/// object that ends with the agent.
/// </summary>
internal sealed class ChildProcesses : IDisposable
{
    private readonly BlockingCollection<Action> _starts = [];
    private readonly Thread _parent;
    private readonly WindowsJob? _job = OperatingSystem.IsWindows() ? new WindowsJob() : null;

    public ChildProcesses()
    {
        // PR_SET_PDEATHSIG counts the thread that forked as the parent, and pool threads come and go: this one stays.
        _parent = new Thread(Run) { IsBackground = true, Name = "child processes" };
        _parent.Start();
    }

    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program, or it may not be run.</exception>
    public Task<ChildProcess> StartAsync(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var started = new TaskCompletionSource<ChildProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        _starts.Add(() =>
        {
            try
            {
                started.SetResult(new ChildProcess(Start(program, arguments, environment)));
            }
            catch (Exception error) when (error is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
            {
                started.SetException(error);
            }
        });
        return started.Task;
    }

    public void Dispose()
    {
        _starts.CompleteAdding();
        _parent.Join();
        _starts.Dispose();
        _job?.Dispose();
    }

    private void Run()
    {
        foreach (var start in _starts.GetConsumingEnumerable()) start();
    }

    private Process Start(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var info = new ProcessStartInfo { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        if (OperatingSystem.IsLinux())
        {
            info.FileName = "setsid";
            foreach (var argument in (string[])["setpriv", "--pdeathsig", "KILL", "--", program]) info.ArgumentList.Add(argument);
        }
        else
        {
            info.FileName = program;
        }
        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) info.Environment[name] = value;
        var process = Process.Start(info) ?? throw new InvalidOperationException($"{program} did not start");
        _job?.Add(process);
        process.StandardInput.Close();
        return process;
    }
}

/// <summary>A running child: its output is read by whoever started it, its complaints are kept, the last few.</summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    private const int KillSignal = 9;
    private readonly Process _process;
    private readonly Task _complaints;
    private readonly Queue<string> _lastLines = new();

    public ChildProcess(Process process)
    {
        _process = process;
        Id = process.Id;
        _complaints = ReadComplaintsAsync();
    }

    public int Id { get; }

    public Stream Output => _process.StandardOutput.BaseStream;

    public Task ExitedAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    public int ExitCode => _process.ExitCode;

    /// <summary>Ends when all it had to complain of has been read.</summary>
    public Task ComplaintsAsync() => _complaints;

    /// <summary>What it wrote to stderr last, at most twenty lines. As it wrote it: redact before showing.</summary>
    public string LastWords
    {
        get
        {
            lock (_lastLines) return string.Join(" | ", _lastLines);
        }
    }

    /// <summary>Ends it and everything it started, at once.</summary>
    public void Kill()
    {
        if (OperatingSystem.IsLinux()) _ = SendSignal(-Id, KillSignal);
        else if (!_process.HasExited) _process.Kill(entireProcessTree: true);
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _complaints;
        _process.Dispose();
    }

    private async Task ReadComplaintsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_lastLines)
            {
                if (_lastLines.Count == 20) _lastLines.Dequeue();
                _lastLines.Enqueue(line.Length > 400 ? line[..400] : line);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
