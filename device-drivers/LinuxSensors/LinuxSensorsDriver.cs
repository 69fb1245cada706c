using System.Text;

namespace Tongtang.DeviceDrivers.LinuxSensors;

/// <summary>A sensor that a driver of the Linux kernel reads; its files are read here.</summary>
[Driver("linux-sensors")]
internal sealed class LinuxSensorsDriver(DriverContext context) : IDriver
{
    // A DHT11 answers every other time; scd4x may take six seconds for one read.
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _folder = "";
    private IReadOnlyList<SensorChannel> _channels = [];

    public Task Ended => _ended.Task;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _folder = SensorFolders.Find(context.Connection.Path, context.Settings.Text("root"));
        var name = (await File.ReadAllTextAsync(Path.Combine(_folder, "name"), cancellationToken)).Trim();
        _channels = SensorChannels.Of(name, Directory.EnumerateFiles(_folder).Select(file => Path.GetFileName(file)).ToHashSet());
        if (_channels.Count == 0) throw new DeviceException(DeviceProblems.Unexpected, $"{_folder} ({name}) measures nothing that is known here");
        context.Report.Identify("model", name);
        context.Report.Describe([Contract.Capabilities.Readings([.. _channels.Select(channel => KnownReadings.Of(channel.Reading))])]);
        await PollAsync(cancellationToken);
    }

    public async Task PollAsync(CancellationToken cancellationToken)
    {
        var failed = new List<SensorChannel>();
        foreach (var channel in _channels)
        {
            if (!await TellAsync(channel, cancellationToken)) failed.Add(channel);
        }

        if (failed.Count == 0) return;
        await Task.Delay(s_again, context.Time, cancellationToken);
        foreach (var channel in failed)
        {
            if (!await TellAsync(channel, cancellationToken)) throw new NoAnswerException($"{channel.Stem} of {_folder} cannot be read");
        }
    }

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) =>
        Task.FromResult(CommandResult.Refused(CommandProblems.NotSupported, $"{command.Capability}.{command.Action}"));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>False: the kernel could not read the sensor.</summary>
    private async Task<bool> TellAsync(SensorChannel channel, CancellationToken cancellationToken)
    {
        try
        {
            // A thread of its own waits with the sensor's bus.
            var value = await Task.Run(() => SensorChannels.Value(channel, Read), cancellationToken).WaitAsync(s_patience, TimeProvider.System, cancellationToken);
            if (value is { } measured) context.Report.Measure(channel.Reading, measured);
            return true;
        }
        catch (IOException) when (Directory.Exists(_folder))
        {
            return false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DeviceException(DeviceProblems.LinkLost, $"{_folder}: {error.Message}", error);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private string? Read(string file)
    {
        var path = Path.Combine(_folder, file);
        if (!File.Exists(path)) return Directory.Exists(_folder) ? null : throw new DirectoryNotFoundException($"{_folder} is gone");
        var text = File.ReadAllText(path);
        context.Trace.Received(Encoding.UTF8.GetBytes($"{file}={text}"));
        return text;
    }
}
