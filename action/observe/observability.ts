import type { Node } from '../../recipes-schema/recipe/types.ts'
import type { Happening, Message, Translate, World } from './happening.ts'

/**
 * An order as a run of a batch pipeline of DataKitchen's DataOps Observability (its Event Ingestion API, version 1): a
 * pipeline is an environment, a task a node. https://github.com/DataKitchen/dataops-observability, event_api.
 */
export function observability(namespace: string): Translate {
  return (happening, world) => {
    const { order } = world
    const common = {
      pipeline_key: `${namespace}.${order.environment}`,
      run_key: `${order.id} ${order.started.toISOString()}`,
      event_timestamp: happening.at,
      // Letters, digits, blanks and underscores alone.
      component_tool: 'GALLEY',
    }
    return messagesOf(happening, world).map(
      ({ path, ...event }): Message => ({
        lane: 'events',
        path: `events/v1/${path}`,
        body: { ...common, ...event.body },
      }),
    )
  }
}

/** The longest message that is told, and how many outcomes one event may have. */
const [longest, mostOutcomes] = [4000, 500]

function messagesOf(happening: Happening, world: World): { path: string; body: object }[] {
  switch (happening.type) {
    case 'order_started':
      return [runStatus('RUNNING', { run_name: `${world.order.environment} ${world.order.id}` })]
    case 'order_ended': {
      const { verdict, reasons } = happening
      const status = verdict === 'pass' ? 'COMPLETED' : verdict === 'warn' ? 'COMPLETED_WITH_WARNINGS' : 'FAILED'
      const level = status === 'FAILED' ? 'ERROR' : 'WARNING'
      const told = verdict === 'pass' ? [] : reasons.map(({ message }) => messageLog(level, message, {}))
      return [...told, runStatus(status, {})]
    }
    case 'try_started':
      return [runStatus('RUNNING', taskOf(happening.node))]
    case 'try_ended': {
      const { node, state, error } = happening
      const task = taskOf(node)
      const told = error === null ? [] : [messageLog('ERROR', `${error.message} [${error.code}]`, task)]
      return [...told, runStatus(state === 'succeeded' ? 'COMPLETED' : 'FAILED', task)]
    }
    case 'checked': {
      const { node, measurements } = happening
      const task = taskOf(node)
      const outcomes = outcomesOf(happening)
      const metrics = measurements.flatMap(({ measure, value }) =>
        value === null || !Number.isFinite(value)
          ? []
          : [{ path: 'metric-log', body: { ...task, metric_key: `${node.id}.${measure}`, metric_value: value } }],
      )
      const tests = chunked(outcomes, mostOutcomes).map((part) => ({
        path: 'test-outcomes',
        body: { ...task, test_outcomes: part },
      }))
      return [...metrics, ...tests]
    }
  }
}

function outcomesOf({ node, tests, at }: Extract<Happening, { type: 'checked' }>): object[] {
  return tests
    .filter(({ state }) => state !== 'skipped')
    .map(({ test, state, severity, message, failures }) => ({
      name: `${node.id}: ${test}`,
      key: `${node.id}: ${test}`,
      status: state === 'passed' ? 'PASSED' : state === 'error' || severity === 'stop' ? 'FAILED' : 'WARNING',
      type: node.tests.find(({ name }) => name === test)?.kind ?? 'test',
      ...(message === '' ? {} : { description: message.slice(0, longest) }),
      end_time: at,
      metric_value: failures,
      metric_name: 'failures',
    }))
}

function runStatus(status: string, members: object): { path: string; body: object } {
  return { path: 'run-status', body: { status, ...members } }
}

function messageLog(log_level: 'ERROR' | 'WARNING', message: string, members: object): { path: string; body: object } {
  return { path: 'message-log', body: { log_level, message: message.slice(0, longest), ...members } }
}

function taskOf({ id, name }: Node): { task_key: string; task_name: string } {
  return { task_key: id, task_name: name }
}

function chunked<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size))
}
