using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Accounts;

/// <summary>
/// Hashes and checks passwords with ASP.NET's hasher: PBKDF2 with HMAC-SHA512, a random salt and 210,000 rounds (OWASP
/// Password Storage Cheat Sheet, 2023). Two at a time, so that a flood of sign-ins cannot take the whole processor.
/// </summary>
internal sealed class Passwords(AccountProfile profile) : IDisposable
{
    /// <summary>At about 0.1 s each and two at a time, the last of these waits some three seconds.</summary>
    private const int MostWaiting = 64;

    private readonly PasswordHasher<Passwords> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = 210_000 }));
    private readonly SemaphoreSlim _places = new(2);
    private int _waiting;
    private string? _nobody;

    /// <summary>So many are waiting that one more would wait for seconds: turn it away.</summary>
    public bool IsBusy => Volatile.Read(ref _waiting) >= MostWaiting;

    /// <returns>What is wrong with a new password of the account with this name, or null.</returns>
    public ProblemHttpResult? Check(string? password, string name) =>
        PasswordRule.Fault(password, name, profile) is { } fault ? Problems.Invalid("password_invalid", $"The password {fault}.") : null;

    public Task<string> HashAsync(string password, CancellationToken cancellationToken) =>
        InPlaceAsync(() => _hasher.HashPassword(this, password), cancellationToken);

    /// <summary>The hash of a password that nobody knows: until a link is used, nobody can sign in.</summary>
    public Task<string> UnknownAsync(CancellationToken cancellationToken) => HashAsync(Secret.New(), cancellationToken);

    /// <summary>
    /// Compares in the same time whether or not there is such an account: without one, <paramref name="hash"/> is null and
    /// a made-up hash is checked instead.
    /// </summary>
    public Task<bool> VerifyAsync(string? hash, string password, CancellationToken cancellationToken) => InPlaceAsync(
        () =>
        {
            _nobody ??= _hasher.HashPassword(this, Secret.New());
            var matches = _hasher.VerifyHashedPassword(this, hash ?? _nobody, password) != PasswordVerificationResult.Failed;
            return matches && hash is not null;
        },
        cancellationToken);

    public void Dispose() => _places.Dispose();

    private async Task<T> InPlaceAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await _places.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            _places.Release();
        }
    }
}
