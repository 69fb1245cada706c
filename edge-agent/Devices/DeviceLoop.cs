using System.Threading.Channels;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.EdgeAgent.Devices;

/// <summary>
/// Owns one device: connects, polls, carries out its commands one at a time, and begins anew whenever the connection breaks.
/// What happens to one device holds up no other.
/// </summary>
internal sealed partial class DeviceLoop(DeviceOptions device, DriverManifest driver, DeviceWorkshop workshop)
{
    private const int WaitingOrders = 32;

    // A driver that keeps to its own deadlines never meets these.
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_callLimit = TimeSpan.FromSeconds(60);

    private readonly Channel<DeviceOrder> _orders = Channel.CreateBounded<DeviceOrder>(new BoundedChannelOptions(WaitingOrders) { SingleReader = true });
    private readonly DeviceWishes _wishes = new();
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> _memory = new();
    private readonly TimeProvider _time = workshop.Time;
    private TimeSpan? _lastCommand;

    public WireTrace Trace { get; } = new(workshop.Time);

    private TimeSpan Now => _time.GetElapsedTime(0, _time.GetTimestamp());

    /// <summary>Puts a command into the line; what became of it.</summary>
    public async Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken)
    {
        var order = DeviceOrder.Of(command);
        return _orders.Writer.TryWrite(order)
            ? await order.Answer.Task.WaitAsync(cancellationToken)
            : CommandResult.Refused(CommandProblems.NotNow, $"{WaitingOrders} commands are waiting for this device already");
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        try
        {
            while (true)
            {
                var began = Now;
                var problem = await TrySessionAsync(cancellationToken);
                if (Now - began > TimeSpan.FromMinutes(1)) failures = 0;
                workshop.Book.Update(device.Id, known => Offline(known, problem.Code, problem.Message));
                AnswerWaiting(problem);
                await RestAsync(DeviceBackOff.After(++failures, problem.Code, Random.Shared.NextDouble()), problem, cancellationToken);
            }
        }
        finally
        {
            _orders.Writer.TryComplete();
            AnswerWaiting(new DeviceException(DeviceProblems.Unreachable, "the device was taken out of the room's list"));
        }
    }

    /// <summary>One connection from beginning to end; why it ended.</summary>
    private async Task<DeviceException> TrySessionAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SessionAsync(cancellationToken);
            return new DeviceException(DeviceProblems.LinkLost, "the connection ended");
        }
        catch (DeviceException error)
        {
            return error;
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFault(workshop.Logger, error, device.Id, device.Driver);
            return new DeviceException(DeviceProblems.DriverFault, $"{error.GetType().Name}: {error.Message}", error);
        }
    }

    private async Task SessionAsync(CancellationToken cancellationToken)
    {
        var settings = DriverSettings.Read(driver.Settings, device.Settings);
        Trace.Hide(settings.Secrets);
        var isOnline = false;
        await using var session = workshop.Catalog.Create(device.Driver, new DriverContext
        {
            DeviceId = device.Id,
            Connection = device.Connection,
            Settings = settings,
            Report = new DeviceReport(news => workshop.Book.Hear(device.Id, news)),
            Time = _time,
            Connections = workshop.Connections,
            Trace = Trace,
            Memory = _memory,
            FilesFolder = workshop.FilesFolder,
            CommandWaits = () => isOnline && _orders.Reader.Count > 0,
        });
        await LimitAsync(session.StartAsync, s_startLimit, cancellationToken);
        workshop.Book.Update(device.Id, known => known with { Health = DeviceHealth.Online, Since = _time.GetUtcNow(), ProblemCode = "", Problem = "" });
        LogOnline(workshop.Logger, device.Id, device.Driver);
        isOnline = true;
        try
        {
            while (true)
            {
                await LimitAsync(session.PollAsync, s_callLimit, cancellationToken);
                await WorkAsync(session, cancellationToken);
            }
        }
        finally
        {
            if (cancellationToken.IsCancellationRequested) await LeaveSafeAsync(session);
        }
    }

    /// <summary>Carries out what is ordered and wished until the next poll is due.</summary>
    private async Task WorkAsync(IDriver session, CancellationToken cancellationToken)
    {
        var polled = Now;
        while (true)
        {
            if (_wishes.Next(Known.Properties, Now) is { } wish) await CarryOutAsync(session, wish, cancellationToken);
            var left = polled + PollPace.After(driver, Known, _lastCommand is { } last ? Now - last : TimeSpan.MaxValue) - Now;
            if (left <= TimeSpan.Zero) return;
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var ordered = _orders.Reader.WaitToReadAsync(waiting.Token).AsTask();
            var first = await Task.WhenAny(ordered, session.Ended, Task.Delay(left, _time, waiting.Token));
            await waiting.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            if (session.Ended.IsCompleted) await session.Ended;
            if (first != ordered) return;
            while (_orders.Reader.TryRead(out var order)) await AnswerAsync(session, order, cancellationToken);
        }
    }

    private DeviceSnapshot Known => workshop.Book.Find(device.Id)!;

    private async Task AnswerAsync(IDriver session, DeviceOrder order, CancellationToken cancellationToken)
    {
        try
        {
            order.Answer.TrySetResult(await CarryOutAsync(session, order.Command, cancellationToken));
        }
        catch (Exception error)
        {
            // It may have been done; whoever asked is told before the session ends.
            order.Answer.TrySetResult(CommandResult.Unknown(error.Message));
            throw;
        }
    }

    private async Task<CommandResult> CarryOutAsync(IDriver session, DeviceCommand command, CancellationToken cancellationToken)
    {
        var result = CommandResult.Done;
        await LimitAsync(async token => result = await session.RunAsync(command, token), s_callLimit, cancellationToken);
        _lastCommand = Now;
        var action = ActionOf(command);
        // What the device said no to is not tried again; what it did or may have done is watched until it shows.
        if (action is not null && result.Outcome != CommandOutcome.Refused)
            _wishes.Add(command, CommandCheck.LeadsTo(Known.Capabilities, command), action.Repeatable && result.Outcome == CommandOutcome.Unknown, tried: true, Now);
        LogCommand(workshop.Logger, device.Id, command.Capability, command.Action, result.Outcome, result.Code);
        return result;
    }

    private CapabilityAction? ActionOf(DeviceCommand command) =>
        Known.Capabilities.FirstOrDefault(c => c.Id == command.Capability)?.Actions.FirstOrDefault(a => a.Id == command.Action);

    /// <summary>Waits before the next try. A command that comes meanwhile has it tried at once, unless the device refuses our password.</summary>
    private async Task RestAsync(TimeSpan wait, DeviceException problem, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pause = Task.Delay(wait, _time, waiting.Token);
        if (problem.Code is DeviceProblems.Denied or DeviceProblems.SettingInvalid)
        {
            while (await Task.WhenAny(pause, _orders.Reader.WaitToReadAsync(waiting.Token).AsTask()) != pause) AnswerWaiting(problem);
        }
        else
        {
            await Task.WhenAny(pause, _orders.Reader.WaitToReadAsync(waiting.Token).AsTask());
        }

        await waiting.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Those who wait hear that the device is not there; what leads to a state is done when it comes back soon.</summary>
    private void AnswerWaiting(DeviceException problem)
    {
        while (_orders.Reader.TryRead(out var order))
        {
            if (ActionOf(order.Command) is { Repeatable: true }) _wishes.Add(order.Command, CommandCheck.LeadsTo(Known.Capabilities, order.Command), repeatable: true, tried: false, Now);
            order.Answer.TrySetResult(CommandResult.Refused(CommandProblems.Offline, $"{problem.Code}: {problem.Message}"));
        }
    }

    private async Task LeaveSafeAsync(IDriver session)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3), _time);
        try
        {
            foreach (var command in device.AtEnd) await session.RunAsync(command, patience.Token).WaitAsync(patience.Token);
        }
        catch (Exception error) when (error is DeviceException or OperationCanceledException)
        {
            LogNotSafe(workshop.Logger, device.Id, error.Message);
        }
    }

    private async Task LimitAsync(Func<CancellationToken, Task> call, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            await call(either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new NoAnswerException($"the driver did not come back within {limit.TotalSeconds:0} s");
        }
    }

    private DeviceSnapshot Offline(DeviceSnapshot known, string code, string message)
    {
        if (known.Health != DeviceHealth.Offline || known.ProblemCode != code) LogOffline(workshop.Logger, device.Id, code, message);
        return known with
        {
            Health = DeviceHealth.Offline,
            Since = known.Health == DeviceHealth.Offline ? known.Since : _time.GetUtcNow(),
            ProblemCode = code,
            Problem = message,
            Properties = known.Properties.Clear(),
            Readings = known.Readings.Clear(),
        };
    }

    [LoggerMessage(3301, LogLevel.Information, "Device {Device} ({Driver}) is online")]
    private static partial void LogOnline(ILogger logger, string device, string driver);

    [LoggerMessage(3302, LogLevel.Warning, "Device {Device} is offline: {Code} {Problem}")]
    private static partial void LogOffline(ILogger logger, string device, string code, string problem);

    [LoggerMessage(3303, LogLevel.Information, "Device {Device} {Capability}.{Action}: {Outcome} {Code}")]
    private static partial void LogCommand(ILogger logger, string device, string capability, string action, CommandOutcome outcome, string code);

    [LoggerMessage(3304, LogLevel.Error, "The driver of device {Device} ({Driver}) fell")]
    private static partial void LogFault(ILogger logger, Exception error, string device, string driver);

    [LoggerMessage(3305, LogLevel.Warning, "Device {Device} was not brought into its safe state: {Problem}")]
    private static partial void LogNotSafe(ILogger logger, string device, string problem);
}
