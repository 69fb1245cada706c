namespace Tongtang.DeviceDrivers.Tests.Conformance;

/// <summary>
/// What every driver must stand. A driver's own tests derive from it, name a device and two commands, and get all of it; of a
/// device without commands they name none, and what it tells is held against the same. The line is real; only time is virtual.
/// </summary>
public abstract class DriverConformance
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private protected abstract Bench NewBench();

    /// <summary>A command that the device does, in the state that <see cref="PrepareAsync"/> leaves it in; null when it takes none.</summary>
    protected abstract DeviceCommand? Command { get; }

    /// <summary>What the state is after it; of a device without commands a value that it tells, or no name when it tells keys or cards.</summary>
    protected abstract (string Property, DeviceValue Value) Effect { get; }

    /// <summary>A command that passes the check of arguments and that the device itself refuses in some state, or null when it never does.</summary>
    protected virtual DeviceCommand? Refused => null;

    /// <summary>Of card readers and keys: it says something only when somebody comes.</summary>
    protected virtual bool SilenceIsNormal => false;

    /// <summary>Of UDP lines: nobody tells that the other end is gone.</summary>
    protected virtual bool SeesBrokenLines => true;

    /// <summary>Not of datagrams, and not of the kernel's events, which come whole.</summary>
    protected virtual bool ComesInHalves => SeesBrokenLines;

    /// <summary>Brings the device into the state in which <see cref="Command"/> works, e.g. switches it on.</summary>
    private protected virtual Task PrepareAsync(Bench bench, IDriver driver) => Task.CompletedTask;

    /// <summary>Brings the device into the state in which it refuses <see cref="Refused"/>.</summary>
    private protected virtual Task PrepareRefusalAsync(Bench bench, IDriver driver) => Task.CompletedTask;

    /// <summary>The session works: the device tells something new, e.g. is polled and answers.</summary>
    private protected virtual async Task WorksAsync(Bench bench, IDriver driver)
    {
        var before = bench.News.Count;
        await driver.PollAsync(CancellationToken.None);
        if (Command is not null) return;
        var end = bench.Time.GetUtcNow() + TimeSpan.FromMinutes(2);
        while (!bench.News.Skip(before).Any(news => news is StateNews { Value: not null } or ReadingNews or KeyNews or CardNews))
        {
            if (bench.Time.GetUtcNow() > end) Assert.Fail("it told nothing for two minutes");
            await TouchAsync(bench);
            await Task.Delay(TimeSpan.FromMilliseconds(SilenceIsNormal ? 3000 : 200), bench.Time);
            await driver.PollAsync(CancellationToken.None);
        }
    }

    [Fact]
    public Task Driver_ConnectsAndPolls_StateIsKnown() => OnBenchAsync(async (bench, driver) =>
    {
        await WorksAsync(bench, driver);
        Assert.Contains(bench.News, news => news is StateNews { Value: not null } or ReadingNews or KeyNews or CardNews);
        Assert.False(driver.Ended.IsCompleted);
    });

    [Fact]
    public Task Command_Accepted_IsDoneAndShows() => OnBenchAsync(async (bench, driver) =>
    {
        await PrepareAsync(bench, driver);
        if (Command is { } command) Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, command));
        else if (Effect.Property.Length == 0) return;
        await bench.UntilAsync(driver, Effect.Property, Effect.Value);
    });

    [Fact]
    public Task Command_Refused_SaysWhyAndDriverGoesOn() => OnBenchAsync(async (bench, driver) =>
    {
        if (Refused is not { } refused) return;
        await PrepareRefusalAsync(bench, driver);
        var result = await bench.RunAsync(driver, refused);
        Assert.Equal(CommandOutcome.Refused, result.Outcome);
        Assert.NotEmpty(result.Code);
        Assert.NotEmpty(result.Message);
        await driver.PollAsync(CancellationToken.None);
    });

    [Fact]
    public Task Command_NoAnswer_EndsInTimeAndClaimsNothing() => OnBenchAsync(async (bench, driver) =>
    {
        await PrepareAsync(bench, driver);
        bench.Faults.Silent = true;
        if (Command is not { } command)
        {
            await SilenceIsSeenAsync(bench, driver).WaitAsync(s_limit);
            return;
        }

        try
        {
            var result = await bench.RunAsync(driver, command).WaitAsync(s_limit);
            Assert.NotEqual(CommandOutcome.Done, result.Outcome);
        }
        catch (DeviceException)
        {
            // The session ends; the device's supervisor begins another one.
        }
    });

    [Fact]
    public Task Device_ComesBackAfterSilence_NextSessionWorks() => OnBenchAsync(async (bench, first) =>
    {
        await PrepareAsync(bench, first);
        bench.Faults.Silent = true;
        await Swallow(ActAsync(bench, first));
        await first.DisposeAsync();
        bench.Faults.Silent = false;
        await using var second = await bench.StartAsync();
        await WorksAsync(bench, second);
    });

    [Fact]
    public Task Line_Noisy_CommandIsDoneOrSessionEndsCleanly() => OnBenchAsync(async (bench, driver) =>
    {
        await PrepareAsync(bench, driver);
        bench.Faults.Noisy = true;
        await Swallow(ActAsync(bench, driver));
        bench.Faults.Noisy = false;
        await driver.DisposeAsync();
        await using var second = await bench.StartAsync();
        await WorksAsync(bench, second);
    });

    [Fact]
    public Task Line_DeliversHalves_CommandIsDone() => OnBenchAsync(async (bench, driver) =>
    {
        await PrepareAsync(bench, driver);
        if (ComesInHalves) bench.Faults.Slow = true;
        if (Command is { } command) Assert.Equal(CommandResult.Done, await bench.RunAsync(driver, command));
        else await WorksAsync(bench, driver);
    });

    [Fact]
    public Task Line_BreaksInMidCommand_IsSeenAndNextSessionWorks() => OnBenchAsync(async (bench, driver) =>
    {
        await PrepareAsync(bench, driver);
        bench.Faults.Breaks = true;
        await Swallow(ActAsync(bench, driver));
        if (SeesBrokenLines) await Assert.ThrowsAsync<DeviceException>(() => driver.Ended.WaitAsync(s_limit));
        await driver.DisposeAsync();
        if (!SeesBrokenLines) return;
        await using var second = await bench.StartAsync();
        await WorksAsync(bench, second);
    });

    [Fact]
    public Task Line_EchoesWhatIsSent_NothingIsTakenForAnAnswer() => OnBenchAsync(async (bench, driver) =>
    {
        await PrepareAsync(bench, driver);
        bench.Faults.Echoes = true;
        await Swallow(ActAsync(bench, driver));
        await Swallow(driver.PollAsync(CancellationToken.None));
        bench.Faults.Echoes = false;
        await driver.DisposeAsync();
        await using var second = await bench.StartAsync();
        await WorksAsync(bench, second);
    });

    [Fact]
    public Task Command_Cancelled_EndsAtOnce() => OnBenchAsync(async (bench, driver) =>
    {
        await PrepareAsync(bench, driver);
        bench.Faults.Silent = true;
        using var cancel = new CancellationTokenSource();
        var running = Command is { } command ? bench.RunAsync(driver, command, cancel.Token) : driver.PollAsync(cancel.Token);
        await cancel.CancelAsync();
        await Swallow(running.WaitAsync(TimeSpan.FromSeconds(5)));
    });

    [Fact]
    public Task Commands_TwoAtOnce_BothEnd() => OnBenchAsync(async (bench, driver) =>
    {
        await PrepareAsync(bench, driver);
        if (Command is not { } command) return;
        var results = await Task.WhenAll(bench.RunAsync(driver, command), bench.RunAsync(driver, command)).WaitAsync(s_limit);
        Assert.Contains(results, result => result.Outcome == CommandOutcome.Done);
    });

    [Fact]
    public async Task Device_Off_StartSaysSoInTime()
    {
        await using var bench = NewBench();
        await bench.Host.DisposeAsync();
        await using var driver = bench.NewDriver();
        var error = await Assert.ThrowsAnyAsync<DeviceException>(async () =>
        {
            await driver.StartAsync(CancellationToken.None).WaitAsync(s_limit);
            await driver.PollAsync(CancellationToken.None).WaitAsync(s_limit);
        });
        Assert.Contains(error.Code, new[] { DeviceProblems.Unreachable, DeviceProblems.NoAnswer, DeviceProblems.LinkLost, DeviceProblems.PortMissing });
    }

    [Fact]
    public Task Trace_OfASession_ShowsNoSecret() => OnBenchAsync(async (bench, driver) =>
    {
        await PrepareAsync(bench, driver);
        if (Command is { } command) await bench.RunAsync(driver, command);
        else await WorksAsync(bench, driver);
        var shown = bench.Trace.Last();
        Assert.NotEmpty(shown);
        foreach (var secret in bench.Settings.Secrets)
            Assert.DoesNotContain(shown, piece => piece.Bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(secret)) >= 0);
    });

    /// <summary>Of devices that speak only when somebody comes: somebody comes.</summary>
    private protected virtual Task TouchAsync(Bench bench) => Task.CompletedTask;

    private async Task ActAsync(Bench bench, IDriver driver)
    {
        if (Command is { } command)
        {
            await bench.RunAsync(driver, command);
            return;
        }

        await TouchAsync(bench);
        await driver.PollAsync(CancellationToken.None);
    }

    /// <summary>A device that says nothing is a fault sooner or later: what came last does not stay true.</summary>
    private async Task SilenceIsSeenAsync(Bench bench, IDriver driver)
    {
        try
        {
            do
            {
                await driver.PollAsync(CancellationToken.None);
                await Task.Delay(TimeSpan.FromMilliseconds(500), bench.Time);
            }
            while (!SilenceIsNormal);
        }
        catch (NoAnswerException)
        {
            // Seen.
        }
    }

    private async Task OnBenchAsync(Func<Bench, IDriver, Task> test)
    {
        await using var bench = NewBench();
        await using var driver = await bench.StartAsync();
        await test(bench, driver);
    }

    private static async Task Swallow(Task task)
    {
        try
        {
            await task.WaitAsync(s_limit);
        }
        catch (Exception error) when (error is DeviceException or OperationCanceledException)
        {
            // Either is an honest end.
        }
    }
}
