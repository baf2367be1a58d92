//! One test for each way to misbehave. Each ends in a typed fault, and the
//! host goes on.

use crate::Bench;
use crate::account::{account, info};
use crate::guest::Guest;
use deskbell_domain::problem::CallError;
use deskbell_plugins::{AccountInfo, Allocation, BusyReason, Failure, Fault, FaultKind, LoadError, Outcome, Plugin};
use std::sync::Arc;
use std::time::{Duration, Instant};

async fn check(plugin: &Plugin) -> Outcome<AccountInfo> {
    plugin.check_account(Arc::new(account()), info()).await
}

async fn fault_of(guest: Guest) -> Fault {
    let bench = Bench::new();
    let plugin = bench.load(guest).await;
    let outcome = check(&plugin).await;
    match outcome.result {
        Err(Failure::Fault(fault)) => fault,
        other => panic!("no fault: {other:?}"),
    }
}

fn load_fault(error: LoadError) -> Fault {
    match error {
        LoadError::Describe(Failure::Fault(fault)) => fault,
        other => panic!("no fault: {other:?}"),
    }
}

const LOOP: &str = "(loop $l (br $l)) unreachable";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tame_plugin_answers() {
    let bench = Bench::new();
    assert!(bench.runtime.stats().pooling, "the pool fits on this machine");
    let plugin = bench.load(Guest::new()).await;
    let outcome = check(&plugin).await;
    assert!(matches!(outcome.result, Err(Failure::Plugin(CallError::Rejected { .. }))), "{:?}", outcome.result);
    assert_eq!(outcome.usage.peak_memory, 65_536);
    assert_eq!(bench.runtime.stats().guest_memory, 0, "nothing is left behind");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endless_loop_in_a_call_runs_out_of_processor_time() {
    let fault = fault_of(Guest::new().check(LOOP)).await;
    assert_eq!(fault.kind, FaultKind::CpuBudget);
    assert!(!fault.backtrace.is_empty());
}

/// `describe` has the shortest wall clock: on a machine with other work it
/// strikes before the processor time is spent.
fn assert_ends_in_time(kind: FaultKind) {
    assert!(matches!(kind, FaultKind::CpuBudget | FaultKind::WallClock), "{kind:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endless_loop_in_the_start_function_is_found_when_loading() {
    let guest = Guest::new().extra(format!("(func $start {LOOP}) (start $start)"));
    assert_ends_in_time(load_fault(Bench::new().refusal(guest).await).kind);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endless_loop_in_realloc_runs_out_of_processor_time() {
    assert_eq!(fault_of(Guest::new().realloc(LOOP)).await.kind, FaultKind::CpuBudget);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endless_loop_in_describe_is_found_when_loading() {
    assert_ends_in_time(load_fault(Bench::new().refusal(Guest::new().describe(LOOP)).await).kind);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_wall_clock_ends_what_the_processor_clock_allows() {
    let bench = Bench::new();
    let plugin = bench.load(Guest::new().check(LOOP)).await;
    let mut info = info();
    info.deadline = Some(Duration::from_millis(100));
    let outcome = plugin.check_account(Arc::new(account()), info).await;
    let Err(Failure::Fault(fault)) = outcome.result else { panic!("no fault") };
    assert_eq!(fault.kind, FaultKind::WallClock);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_memory_bomb_is_refused() {
    let grow = "(loop $l (drop (memory.grow (i32.const 16))) (br $l)) unreachable";
    assert_eq!(fault_of(Guest::new().check(grow)).await.kind, FaultKind::Memory);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_first_memory_is_refused() {
    let fault = load_fault(Bench::new().refusal(Guest::new().memory("1024")).await);
    assert_eq!(fault.kind, FaultKind::Memory);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_guests_together_have_a_limit_too() {
    let bench = Bench::with(|c| c.guest_memory = 1 << 20);
    let grow = "(loop $l (drop (memory.grow (i32.const 4))) (br $l)) unreachable";
    let plugin = bench.load(Guest::new().check(grow)).await;
    assert_eq!(check(&plugin).await.result.unwrap_err(), Failure::Busy(BusyReason::HostMemory));
    assert_eq!(bench.runtime.stats().guest_memory, 0, "what was refused is given back");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_bomb_is_refused() {
    let guest = Guest::new()
        .extra("(table $t 1 funcref)")
        .check("(loop $l (drop (table.grow $t (ref.null func) (i32.const 8192))) (br $l)) unreachable");
    assert_eq!(fault_of(guest).await.kind, FaultKind::HostLimit("table elements"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deep_recursion_exhausts_the_guests_own_stack() {
    let guest =
        Guest::new().extra("(func $deep (result i32) (i32.add (call $deep) (i32.const 1)))").check("(call $deep)");
    let fault = fault_of(guest).await;
    assert_eq!(fault.kind, FaultKind::StackOverflow);
    assert!(fault.backtrace.len() <= 32);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trap_is_told_with_its_function() {
    let guest = Guest::new().extra("(func $culprit unreachable)").check("(call $culprit) unreachable");
    let fault = fault_of(guest).await;
    assert_eq!(fault.kind, FaultKind::Trap);
    assert_eq!(fault.backtrace.first().map(String::as_str), Some("culprit"));
}

const LOG: &str = r#"(import "deskbell:host/log@0.1.0" "write" (func $log (param i32 i32 i32 i32 i32)))"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_huge_string_does_not_reach_the_host() {
    // 12 MiB of zeros: within the guest's memory, beyond what it may pass.
    let guest = Guest::new()
        .imports(LOG)
        .memory("256")
        .check("(call $log (i32.const 1) (i32.const 0) (i32.const 12582912) (i32.const 0) (i32.const 0)) (call $reject) (i32.const 1024)");
    assert_eq!(fault_of(guest).await.kind, FaultKind::HostLimit("bytes passed to the host"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_string_beyond_the_memory_is_refused() {
    let guest = Guest::new()
        .imports(LOG)
        .check("(call $log (i32.const 1) (i32.const 65000) (i32.const 67108864) (i32.const 0) (i32.const 0)) (call $reject) (i32.const 1024)");
    assert_eq!(fault_of(guest).await.kind, FaultKind::BadReturn);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_flood_is_cut_and_counted() {
    let guest = Guest::new().imports(LOG).check(
        "(loop $l (call $log (i32.const 1) (i32.const 1056) (i32.const 4) (i32.const 0) (i32.const 0))
           (global.set $n (i32.add (global.get $n) (i32.const 1)))
           (br_if $l (i32.lt_u (global.get $n) (i32.const 1000))))
         (call $reject) (i32.const 1024)",
    );
    let bench = Bench::new();
    let plugin = bench.load(guest.extra("(global $n (mut i32) (i32.const 0))")).await;
    let outcome = check(&plugin).await;
    assert_eq!((outcome.log.len(), outcome.usage.log_dropped), (200, 800));
    let kept = plugin.log(&account().workspace, &account().channel);
    assert_eq!((kept.lines.len(), kept.dropped), (100, 800), "the last lines stay for the operator's page");
    assert_eq!(kept.lines[0].line.message, "test");
    assert!(kept.lines.iter().all(|kept_line| kept_line.call_id == kept.lines[0].call_id), "of the one call");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn endless_randomness_is_refused() {
    let guest = Guest::new()
        .imports(r#"(import "deskbell:host/random@0.1.0" "bytes" (func $random (param i32 i32)))"#)
        .check("(loop $l (call $random (i32.const 1024) (i32.const 2048)) (br $l)) unreachable");
    assert_eq!(fault_of(guest).await.kind, FaultKind::HostLimit("random bytes"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn text_that_is_not_utf8_is_a_bad_return() {
    let guest = Guest::new()
        .extra(r#"(data (i32.const 2048) "\ff\fe")"#)
        .check("(call $show (i32.const 2048) (i32.const 2)) (i32.const 1024)");
    assert_eq!(fault_of(guest).await.kind, FaultKind::BadReturn);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_that_does_not_exist_is_a_bad_return() {
    let guest = Guest::new().check("(call $reject) (i32.store8 (i32.const 1028) (i32.const 77)) (i32.const 1024)");
    assert_eq!(fault_of(guest).await.kind, FaultKind::BadReturn);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_misplaced_result_is_a_bad_return() {
    for at in ["1025", "65532", "-4"] {
        let fault = fault_of(Guest::new().check(format!("(i32.const {at})"))).await;
        assert_eq!(fault.kind, FaultKind::BadReturn, "{at}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_value_over_its_limit_is_named() {
    let fault = fault_of(Guest::new().check("(call $show (i32.const 2048) (i32.const 256)) (i32.const 1024)")).await;
    assert_eq!(fault.kind, FaultKind::BadReturn);
    assert!(fault.detail.contains("account-info.display"), "{}", fault.detail);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn describing_may_call_nothing() {
    let guest = Guest::new()
        .imports(r#"(import "deskbell:host/clock@0.1.0" "now-ms" (func $now (result i64)))"#)
        .describe("(drop (call $now)) (i32.const 1088)");
    let fault = load_fault(Bench::new().refusal(guest).await);
    assert_eq!(fault.kind, FaultKind::Forbidden);
    assert!(fault.detail.contains("clock.now-ms"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_survives_a_call() {
    let guest = Guest::new().extra("(global $n (mut i32) (i32.const 48))").check(
        "(global.set $n (i32.add (global.get $n) (i32.const 1)))
         (i32.store8 (i32.const 2048) (global.get $n))
         (call $show (i32.const 2048) (i32.const 1)) (i32.const 1024)",
    );
    let bench = Bench::new();
    let plugin = bench.load(guest).await;
    for _ in 0..3 {
        assert_eq!(check(&plugin).await.result.unwrap().display, "1");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neighbours_keep_running_while_one_loops() {
    let bench = Bench::new();
    let greedy = bench.load(Guest::new().check(LOOP)).await;
    let tame = bench.load(Guest::new().check("(call $show (i32.const 1056) (i32.const 4)) (i32.const 1024)")).await;
    // More loops than threads.
    let loops: Vec<_> = (0..4)
        .map(|_| {
            let greedy = greedy.clone();
            tokio::spawn(async move { check(&greedy).await.result.is_err() })
        })
        .collect();
    let mut served = 0;
    while !loops.iter().all(tokio::task::JoinHandle::is_finished) {
        check(&tame).await.result.unwrap();
        served += 1;
    }
    for done in loops {
        assert!(done.await.unwrap());
    }
    assert!(served > 20, "only {served} calls were served beside the loops");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn waiting_in_a_queue_is_not_charged_as_processor_time() {
    // Ten short bursts beside four loops: a tick-counting budget would blame them.
    let bench = Bench::new();
    let greedy = bench.load(Guest::new().check(LOOP)).await;
    let burst = "(local $i i32)
        (loop $l (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $l (i32.lt_u (local.get $i) (i32.const 20000000))))
        (call $show (i32.const 1056) (i32.const 4)) (i32.const 1024)";
    let short = bench.load(Guest::new().check(burst)).await;
    let loops: Vec<_> = (0..4)
        .map(|_| {
            let greedy = greedy.clone();
            tokio::spawn(async move { check(&greedy).await.result.is_err() })
        })
        .collect();
    let outcome = check(&short).await;
    assert!(outcome.result.is_ok(), "{:?}", outcome.result);
    assert!(outcome.usage.cpu_ms <= outcome.usage.wall_ms + 1);
    for done in loops {
        done.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_is_ours_not_the_plugins_fault() {
    let bench = Bench::with(|c| c.concurrent_calls = 1);
    let greedy = bench.load(Guest::new().check(LOOP)).await;
    let calls: Vec<_> = (0..80)
        .map(|_| {
            let greedy = greedy.clone();
            let mut info = info();
            info.deadline = Some(Duration::from_millis(300));
            tokio::spawn(async move { greedy.check_account(Arc::new(account()), info).await.result.unwrap_err() })
        })
        .collect();
    let mut full = 0;
    let mut late = 0;
    for call in calls {
        match call.await.unwrap() {
            Failure::Busy(BusyReason::QueueFull) => full += 1,
            Failure::Busy(BusyReason::WaitedTooLong) => late += 1,
            Failure::Fault(fault) => assert_eq!(fault.kind, FaultKind::WallClock),
            other => panic!("{other:?}"),
        }
    }
    assert!(full >= 80 - 65 && late > 0, "{full} full, {late} late");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exhausted_pool_is_ours_not_the_plugins_fault() {
    let bench = Bench::with(|c| c.allocation = Allocation::Pooling { calls: 1 });
    let greedy = bench.load(Guest::new().check(LOOP)).await;
    let calls: Vec<_> = (0..3)
        .map(|_| {
            let greedy = greedy.clone();
            tokio::spawn(async move { check(&greedy).await.result.unwrap_err() })
        })
        .collect();
    let mut busy = 0;
    for call in calls {
        match call.await.unwrap() {
            Failure::Busy(BusyReason::PoolExhausted) => busy += 1,
            Failure::Fault(fault) => assert_eq!(fault.kind, FaultKind::CpuBudget),
            other => panic!("{other:?}"),
        }
    }
    assert!(busy >= 1);
    assert_eq!(greedy.health().faults.len(), 3 - busy);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn repeated_faults_open_the_breaker_for_that_account_alone() {
    let bench = Bench::new();
    let plugin = bench.load(Guest::new().check("unreachable")).await;
    for _ in 0..5 {
        assert!(check(&plugin).await.result.unwrap_err().is_fault());
    }
    let started = Instant::now();
    let Err(Failure::Busy(BusyReason::BreakerOpen { retry_after })) = check(&plugin).await.result else {
        panic!("the breaker is closed");
    };
    assert!(retry_after <= Duration::from_secs(30) && started.elapsed() < Duration::from_secs(1));
    let mut other = account();
    other.channel = deskbell_domain::id::ChannelId::new("other").unwrap();
    let elsewhere = plugin.check_account(Arc::new(other), info()).await;
    assert!(elsewhere.result.unwrap_err().is_fault(), "the other account is not affected");
    let health = plugin.health();
    assert_eq!(health.faults.len(), 6);
    assert!(health.faults.iter().all(|f| !f.fault.backtrace.is_empty()));
    plugin.resume(&account().workspace, &account().channel);
    assert!(check(&plugin).await.result.unwrap_err().is_fault(), "it runs again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_works_without_the_pool_too() {
    let bench = Bench::with(|c| c.allocation = Allocation::OnDemand);
    assert!(!bench.runtime.stats().pooling);
    let plugin = bench.load(Guest::new().check(LOOP)).await;
    let Err(Failure::Fault(fault)) = check(&plugin).await.result else { panic!("no fault") };
    assert_eq!(fault.kind, FaultKind::CpuBudget);
}
