using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Tongtang.Harness;

/// <summary>
/// Collects what the code under test logs. Disposing it fails the test when an error was logged that the test did not
/// say it expected, so that a hidden failure cannot pass.
/// </summary>
internal sealed class LogWatch : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly List<string> _expected = [];

    public LogWatch() => Factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(this));

    /// <summary>A factory that writes only here.</summary>
    public ILoggerFactory Factory { get; }

    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>Errors that contain this text are part of the test.</summary>
    public LogWatch Expect(string text)
    {
        _expected.Add(text);
        return this;
    }

    public ILogger<T> Logger<T>() => Factory.CreateLogger<T>();

    public ILogger CreateLogger(string categoryName) => new Line(this, categoryName);

    public void Dispose()
    {
        var unexpected = _errors.Where(e => !_expected.Exists(e.Contains)).ToList();
        if (unexpected.Count > 0)
            throw new InvalidOperationException("Logged errors that the test did not expect:\n" + string.Join('\n', unexpected));
    }

    private sealed class Line(LogWatch owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = $"{logLevel} {category}: {formatter(state, exception)} {exception}";
            owner._lines.Enqueue(line);
            if (logLevel >= LogLevel.Error) owner._errors.Enqueue(line);
        }
    }
}
